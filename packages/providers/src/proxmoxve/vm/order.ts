import { ProviderError } from "@freehold/provider-kit";
import type { ProxmoxClient } from "../client.ts";
import { isGone } from "../errors.ts";
import { orderNumbered } from "../guest-number.ts";
import type { VmInputs } from "./schema.ts";

/** Orders the clone; answers its number and the task that makes it. */
export async function orderClone(
  client: ProxmoxClient,
  inputs: VmInputs,
  signal: AbortSignal,
): Promise<{ vmId: number; task: string }> {
  const { clone } = inputs;
  if (clone === undefined)
    throw new ProviderError("clone is required in the stand-in for the sandbox, and was not given");
  const from = clone.nodeName ?? inputs.nodeName;
  const body = {
    full: clone.full ?? true,
    ...(inputs.name === undefined ? {} : { name: inputs.name }),
    ...(inputs.description === undefined ? {} : { description: inputs.description }),
    ...(inputs.poolId === undefined ? {} : { pool: inputs.poolId }),
    ...(clone.datastoreId === undefined ? {} : { storage: clone.datastoreId }),
    ...(from === inputs.nodeName ? {} : { target: inputs.nodeName }),
  };
  const order = async (newid: number) => {
    try {
      return await client.post<string>(`/nodes/${from}/qemu/${clone.vmId}/clone`, { newid, ...body }, signal);
    } catch (error) {
      if (!isGone(error)) throw error;
      throw new ProviderError(`clone.vmId must be a template on node ${from}, got ${clone.vmId}`, { cause: error });
    }
  };
  return orderNumbered(client, inputs.vmId, order, signal);
}
