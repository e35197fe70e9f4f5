import { type CheckFailure, defineResource, type InputsOf, ProviderError, type StateOf } from "@freehold/provider-kit";
import type { Volume, VolumeArgs } from "@pulumi/hcloud";
import type { HcloudClient } from "./client.ts";
import { deleteIfThere } from "./deletion.ts";
import { labelFailures } from "./label-failures.ts";
import { namedInputs, putNameAndLabels } from "./named.ts";
import { putProtection } from "./protection.ts";
import type * as wire from "./wire.ts";

type Inputs = InputsOf<VolumeArgs>;
type State = StateOf<Volume>;

interface Ordered {
  volume: wire.Volume;
  action: wire.Action;
  next_actions: wire.Action[];
}

const SMALLEST_GB = 10;
const LARGEST_GB = 10_240;

/** `hcloud.Volume`. https://docs.hetzner.cloud/reference/cloud#volumes */
export const volume = defineResource<HcloudClient, Inputs, State>({
  schema: {
    inputs: {
      ...namedInputs,
      size: { kind: "number", required: true },
      serverId: { kind: "number", computed: true },
      location: { kind: "string", replaces: true, computed: true },
      format: { kind: "string", replaces: true, oneOf: ["ext4", "xfs"] },
      automount: { kind: "boolean", computed: true },
      deleteProtection: { kind: "boolean", fallback: false },
    },
    outputs: { linuxDevice: {} },
  },

  check: (inputs) => [...labelFailures(inputs), ...checkVolume(inputs)],

  async create({ client, inputs, signal, recordId }) {
    const body = {
      name: inputs.name,
      size: inputs.size,
      labels: inputs.labels ?? {},
      ...(inputs.serverId === undefined ? { location: inputs.location } : { server: inputs.serverId }),
      ...(inputs.automount === undefined ? {} : { automount: inputs.automount }),
      ...(inputs.format === undefined ? {} : { format: inputs.format }),
    };
    const ordered = await client.post<Ordered>("/volumes", body, signal);
    const id = String(ordered.volume.id);
    recordId(id, shownVolume(ordered.volume));

    await client.waitFor([ordered.action, ...ordered.next_actions], signal);
    await putProtection(client, `/volumes/${id}`, inputs.deleteProtection, ordered.volume, signal);
    return { id, shown: shownVolume(await getVolume(client, id, signal)) };
  },

  async read({ client, id, signal }) {
    const found = await client.find<{ volume: wire.Volume }>(`/volumes/${id}`, signal);
    return found && { shown: shownVolume(found.volume) };
  },

  async update({ client, id, inputs, oldInputs, signal }) {
    const path = `/volumes/${id}`;
    const live = await getVolume(client, id, signal);
    await putNameAndLabels(client, path, inputs, live, signal);
    if (inputs.serverId !== oldInputs.serverId) await moveVolume(client, live, inputs, signal);
    if (inputs.size < live.size)
      throw new ProviderError(`a volume cannot shrink: it has ${live.size} GB, asked ${inputs.size}`);
    if (inputs.size > live.size) await client.act(path, "resize", { size: inputs.size }, signal);
    await putProtection(client, path, inputs.deleteProtection, live, signal);
    return shownVolume(await getVolume(client, id, signal));
  },

  async delete({ client, id, signal }) {
    await deleteIfThere(async () => {
      const live = await getVolume(client, id, signal);
      if (live.server !== null && !live.protection.delete) await client.act(`/volumes/${id}`, "detach", {}, signal);
      await client.delete(`/volumes/${id}`, signal);
    });
  },
});

function checkVolume({ size, serverId, location }: Partial<Inputs>): CheckFailure[] {
  const failures: CheckFailure[] = [];
  if (size !== undefined && (!Number.isInteger(size) || size < SMALLEST_GB || size > LARGEST_GB)) {
    failures.push({ property: "size", reason: `must be ${SMALLEST_GB} to ${LARGEST_GB} (GB), got ${size}` });
  }
  if (serverId !== undefined && location !== undefined) {
    failures.push({
      property: "location",
      reason: "and serverId cannot both be given: a volume is where its server is",
    });
  }
  return failures;
}

async function moveVolume(client: HcloudClient, live: wire.Volume, inputs: Inputs, signal: AbortSignal): Promise<void> {
  const path = `/volumes/${live.id}`;
  if (live.server === (inputs.serverId ?? null)) return;
  if (live.server !== null) await client.act(path, "detach", {}, signal);
  if (inputs.serverId === undefined) return;
  const automount = inputs.automount === undefined ? {} : { automount: inputs.automount };
  await client.act(path, "attach", { server: inputs.serverId, ...automount }, signal);
}

async function getVolume(client: HcloudClient, id: string, signal: AbortSignal): Promise<wire.Volume> {
  return (await client.get<{ volume: wire.Volume }>(`/volumes/${id}`, signal)).volume;
}

function shownVolume(live: wire.Volume) {
  return {
    name: live.name,
    size: live.size,
    labels: live.labels,
    location: live.location.name,
    linuxDevice: live.linux_device ?? "",
    deleteProtection: live.protection.delete,
    ...(live.server === null ? {} : { serverId: live.server }),
    ...(live.format === null ? {} : { format: live.format }),
  };
}
