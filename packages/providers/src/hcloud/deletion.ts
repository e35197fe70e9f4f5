import { isGone } from "./errors.ts";

/** Runs a deletion; what is already gone is deleted. */
export async function deleteIfThere(deletion: () => Promise<unknown>): Promise<void> {
  try {
    await deletion();
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}
