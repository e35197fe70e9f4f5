import type { ProxmoxClient } from "./client.ts";
import { isNumberTaken } from "./errors.ts";

/** The number is chosen and not reserved: somebody else may be quicker, this many times. */
const NUMBER_TRIES = 20;

/** Orders a guest under the number that the program wants, or else the next free one; answers it and the task that makes the guest. */
export async function orderNumbered(
  client: ProxmoxClient,
  wanted: number | undefined,
  order: (vmId: number) => Promise<string>,
  signal: AbortSignal,
): Promise<{ vmId: number; task: string }> {
  for (let attempt = 1; ; attempt += 1) {
    const vmId = wanted ?? Number(await client.get<string>("/cluster/nextid", signal));
    try {
      return { vmId, task: await order(vmId) };
    } catch (error) {
      if (wanted !== undefined || !isNumberTaken(error) || attempt === NUMBER_TRIES) throw error;
    }
  }
}
