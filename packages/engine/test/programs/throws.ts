/** A program with a bug. */
export async function program(): Promise<Record<string, unknown>> {
  throw new Error("the program has a bug");
}
