import { defineResource, type InputsOf, ProviderError, type StateOf } from "@freehold/provider-kit";
import type { DropletSnapshot, DropletSnapshotArgs } from "@pulumi/digitalocean";
import type { DigitaloceanClient } from "./client.ts";
import { deleteIfThere } from "./errors.ts";
import type * as wire from "./wire.ts";

/** `digitalocean.DropletSnapshot`: an image of a droplet's disk. https://docs.digitalocean.com/reference/api/digitalocean/#tag/Snapshots */
export const dropletSnapshot = defineResource<
  DigitaloceanClient,
  InputsOf<DropletSnapshotArgs>,
  StateOf<DropletSnapshot>
>({
  schema: {
    inputs: {
      dropletId: { kind: "string", required: true, replaces: true, notEmpty: true },
      name: { kind: "string", replaces: true, notEmpty: true, autoName: { maxLength: 255 } },
    },
    outputs: { createdAt: {}, minDiskSize: {}, regions: {}, size: {} },
  },

  async create({ client, inputs: { dropletId, name }, signal }) {
    const path = `/droplets/${dropletId}`;
    await client.act(path, { type: "snapshot", ...(name === undefined ? {} : { name }) }, signal);
    // The action does not report which image it made.
    const { snapshots } = await client.get<{ snapshots: wire.Snapshot[] }>(`${path}/snapshots?per_page=200`, signal);
    const made = snapshots.filter((snapshot) => snapshot.name === name).at(-1);
    if (made === undefined) throw new ProviderError(`DigitalOcean took the snapshot "${name}" and does not list it`);
    return { id: String(made.id), shown: shownOf(made, dropletId) };
  },

  async read({ client, id, inputs, state, signal }) {
    const found = await client.find<{ snapshot: wire.Snapshot }>(`/snapshots/${id}`, signal);
    return (
      found && { shown: shownOf(found.snapshot, found.snapshot.resource_id ?? state.dropletId ?? inputs.dropletId) }
    );
  },

  async delete({ client, id, signal }) {
    await deleteIfThere(() => client.delete(`/snapshots/${id}`, signal));
  },
});

function shownOf(snapshot: wire.Snapshot, dropletId: string | undefined) {
  return {
    ...(dropletId === undefined ? {} : { dropletId }),
    name: snapshot.name,
    createdAt: snapshot.created_at,
    minDiskSize: snapshot.min_disk_size,
    regions: snapshot.regions,
    size: snapshot.size_gigabytes,
  };
}
