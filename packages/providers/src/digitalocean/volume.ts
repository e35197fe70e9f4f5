import { type CheckFailure, defineResource, type InputsOf, ProviderError, type StateOf } from "@freehold/provider-kit";
import type { Volume, VolumeArgs } from "@pulumi/digitalocean";
import type { DigitaloceanClient } from "./client.ts";
import { deleteIfThere } from "./errors.ts";
import { tagFailures } from "./tag-failures.ts";
import { putTags } from "./tagging.ts";
import type * as wire from "./wire.ts";

type Inputs = InputsOf<VolumeArgs>;
type State = StateOf<Volume>;

const LARGEST_GB = 16_384;

/** `digitalocean.Volume`. https://docs.digitalocean.com/reference/api/digitalocean/#tag/Block-Storage */
export const volume = defineResource<DigitaloceanClient, Inputs, State>({
  schema: {
    inputs: {
      name: { kind: "string", replaces: true, notEmpty: true, autoName: { maxLength: 64 } },
      region: { kind: "string", required: true, replaces: true },
      size: { kind: "number", required: true },
      description: { kind: "string", replaces: true, notEmpty: true, fallback: "" },
      snapshotId: { kind: "string", replaces: true, notEmpty: true },
      initialFilesystemType: { kind: "string", replaces: true, oneOf: ["ext4", "xfs"] },
      initialFilesystemLabel: { kind: "string", replaces: true, notEmpty: true },
      filesystemType: { kind: "string", replaces: true, computed: true, oneOf: ["ext4", "xfs"] },
      tags: { kind: "list", unordered: true, fallback: [] },
    },
    outputs: { dropletIds: {}, filesystemLabel: {}, volumeUrn: {} },
  },

  check: checkVolume,

  async create({ client, inputs, signal }) {
    const body = {
      region: inputs.region,
      name: inputs.name,
      description: inputs.description ?? "",
      size_gigabytes: inputs.size,
      snapshot_id: inputs.snapshotId ?? "",
      filesystem_type: inputs.initialFilesystemType ?? inputs.filesystemType ?? "",
      filesystem_label: inputs.initialFilesystemLabel ?? "",
      tags: inputs.tags ?? [],
    };
    const { volume: made } = await client.post<{ volume: wire.Volume }>("/volumes", body, signal);
    return { id: made.id, shown: shownOf(made) };
  },

  async read({ client, id, signal }) {
    const found = await client.find<{ volume: wire.Volume }>(`/volumes/${id}`, signal);
    return found && { shown: shownOf(found.volume) };
  },

  async update({ client, id, inputs, signal }) {
    const path = `/volumes/${id}`;
    const live = await getVolume(client, id, signal);
    if (inputs.size < live.size_gigabytes)
      throw new ProviderError(`a volume cannot shrink: it has ${live.size_gigabytes} GB, asked ${inputs.size}`);
    if (inputs.size > live.size_gigabytes)
      await client.act(path, { type: "resize", size_gigabytes: inputs.size, region: inputs.region }, signal);
    const self = { resource_id: id, resource_type: "volume" } as const;
    await putTags(client, self, inputs.tags ?? [], live.tags ?? [], signal);
    return shownOf(await getVolume(client, id, signal));
  },

  // A droplet that is being destroyed holds its volumes until it is gone.
  async delete({ client, id, signal }) {
    await deleteIfThere(() => client.retryWhile([409], () => client.delete(`/volumes/${id}`, signal), signal));
  },
});

function checkVolume({ size, tags, initialFilesystemType, filesystemType }: Partial<Inputs>): CheckFailure[] {
  const isSize = size === undefined || (Number.isInteger(size) && size >= 1 && size <= LARGEST_GB);
  const both = initialFilesystemType !== undefined && filesystemType !== undefined;
  return [
    ...tagFailures(tags),
    ...(isSize ? [] : [{ property: "size", reason: `must be 1 to ${LARGEST_GB} (GB), got ${size}` }]),
    ...(both ? [{ property: "filesystemType", reason: "and initialFilesystemType cannot both be given" }] : []),
  ];
}

async function getVolume(client: DigitaloceanClient, id: string, signal: AbortSignal): Promise<wire.Volume> {
  return (await client.get<{ volume: wire.Volume }>(`/volumes/${id}`, signal)).volume;
}

function shownOf(live: wire.Volume) {
  return {
    name: live.name,
    region: live.region.slug,
    size: live.size_gigabytes,
    description: live.description,
    tags: live.tags ?? [],
    dropletIds: live.droplet_ids ?? [],
    filesystemType: live.filesystem_type,
    filesystemLabel: live.filesystem_label,
    volumeUrn: `do:volume:${live.id}`,
  };
}
