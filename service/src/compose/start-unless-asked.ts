import { setTimeout } from "node:timers/promises";

/** How long a start may go on once somebody asks the process to end: what is opened is then closed in order. */
const GRACE_MS = 5_000;

/**
 * Waits for a service to start. Somebody who asks meanwhile that the process ends does not wait for a start that hangs.
 *
 * @param asked Resolves when somebody does
 * @returns Undefined when the start did not come about in time after that
 */
export async function startUnlessAsked<Service>(
  starting: Promise<Service>,
  asked: Promise<void>,
  graceMs = GRACE_MS,
): Promise<Service | undefined> {
  const overdue = asked.then(() => setTimeout(graceMs, undefined, { ref: false }));
  return Promise.race([starting, overdue]);
}
