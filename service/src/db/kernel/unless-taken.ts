import { UniqueConstraintViolationException } from "@mikro-orm/core";

/** False when what is written must be unique and is there already; the transaction is then good for nothing but its end. */
export async function unlessTaken(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (error instanceof UniqueConstraintViolationException) return false;
    throw error;
  }
}
