import { FreeholdError } from "@freehold/model";

/** Whether a credential that may read may write too. @param tryWrite Asks for something that cannot be done and changes nothing */
export async function mayWrite(tryWrite: () => Promise<void>): Promise<boolean> {
  try {
    await tryWrite();
    return true;
  } catch (error) {
    if (error instanceof FreeholdError && error.code === "cloud_unauthorized") return false;
    throw error;
  }
}
