import { ProviderError } from "@freehold/provider-kit";
import type { ProxmoxClient } from "../client.ts";
import { isGone, isNumberTaken } from "../errors.ts";
import type { VmInputs } from "./schema.ts";

/** The number is chosen and not reserved: somebody else may be quicker, this many times. */
const NUMBER_TRIES = 20;

/** Orders the clone; answers its number and the task that makes it. */
export async function orderClone(
  client: ProxmoxClient,
  inputs: VmInputs,
  signal: AbortSignal,
): Promise<{ vmId: number; task: string }> {
  const { clone } = inputs;
  if (clone === undefined)
    throw new ProviderError("clone is required in the stand-in for the sandbox, and was not given");
  const source = `/nodes/${clone.nodeName ?? inputs.nodeName}/qemu/${clone.vmId}`;
  const body = {
    full: clone.full ?? true,
    ...(inputs.name === undefined ? {} : { name: inputs.name }),
    ...(inputs.description === undefined ? {} : { description: inputs.description }),
    ...(inputs.poolId === undefined ? {} : { pool: inputs.poolId }),
    ...(clone.datastoreId === undefined ? {} : { storage: clone.datastoreId }),
    ...(clone.nodeName === undefined || clone.nodeName === inputs.nodeName ? {} : { target: inputs.nodeName }),
  };
  for (let attempt = 1; ; attempt += 1) {
    const vmId = inputs.vmId ?? Number(await client.get<string>("/cluster/nextid", signal));
    try {
      return { vmId, task: await client.post<string>(`${source}/clone`, { newid: vmId, ...body }, signal) };
    } catch (error) {
      if (isGone(error)) {
        throw new ProviderError(
          `clone.vmId must be a template on node ${clone.nodeName ?? inputs.nodeName}, got ${clone.vmId}`,
          {
            cause: error,
          },
        );
      }
      if (inputs.vmId !== undefined || !isNumberTaken(error) || attempt === NUMBER_TRIES) throw error;
    }
  }
}
