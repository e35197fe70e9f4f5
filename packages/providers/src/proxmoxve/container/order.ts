import { ProviderError } from "@freehold/provider-kit";
import type { ProxmoxClient } from "../client.ts";
import { isGone } from "../errors.ts";
import { orderNumbered } from "../guest-number.ts";
import type { ContainerInputs } from "./schema.ts";
import { createOnlySettingsOf, settingsOf } from "./settings.ts";

/** Orders a container, from a template file or as a clone; answers its number and the task that makes it. */
export async function orderContainer(
  client: ProxmoxClient,
  inputs: ContainerInputs,
  signal: AbortSignal,
): Promise<{ vmId: number; task: string }> {
  const { nodeName, clone, operatingSystem } = inputs;
  if (clone !== undefined) return orderClone(client, inputs, clone, signal);
  if (operatingSystem === undefined)
    throw new ProviderError("one of clone and operatingSystem is required, got neither");
  const body = { ...createOnlySettingsOf(inputs), ...settingsOf(inputs) };
  return orderNumbered(
    client,
    inputs.vmId,
    (vmid) => client.post<string>(`/nodes/${nodeName}/lxc`, { vmid, ...body }, signal),
    signal,
  );
}

async function orderClone(
  client: ProxmoxClient,
  inputs: ContainerInputs,
  clone: NonNullable<ContainerInputs["clone"]>,
  signal: AbortSignal,
): Promise<{ vmId: number; task: string }> {
  const from = clone.nodeName ?? inputs.nodeName;
  const body = {
    full: clone.full ?? true,
    hostname: inputs.initialization?.hostname,
    description: inputs.description,
    pool: inputs.poolId,
    storage: clone.datastoreId,
    target: from === inputs.nodeName ? undefined : inputs.nodeName,
  };
  const order = async (newid: number) => {
    try {
      return await client.post<string>(`/nodes/${from}/lxc/${clone.vmId}/clone`, { newid, ...body }, signal);
    } catch (error) {
      if (!isGone(error)) throw error;
      throw new ProviderError(`clone.vmId must be a container on node ${from}, got ${clone.vmId}`, { cause: error });
    }
  };
  return orderNumbered(client, inputs.vmId, order, signal);
}
