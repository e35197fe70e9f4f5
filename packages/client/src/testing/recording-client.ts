import type { FreeholdClient } from "../client.ts";

/** A client of which one method answers, and what it was asked. */
export function recording(
  method: keyof FreeholdClient,
  answer: unknown,
): { client: Partial<FreeholdClient>; calls: unknown[][] } {
  const calls: unknown[][] = [];
  const answering = async (...args: unknown[]): Promise<unknown> => {
    calls.push(args);
    return answer;
  };
  return { client: { [method]: answering }, calls };
}
