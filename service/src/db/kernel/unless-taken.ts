import { UniqueConstraintViolationException } from "@mikro-orm/core";

/** False when what is written must be unique and is there already; the transaction must then be rolled back. */
export async function unlessTaken(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (error instanceof UniqueConstraintViolationException) return false;
    throw error;
  }
}
