import { defineResource, type InputsOf, type StateOf } from "@freehold/provider-kit";
import type { Snapshot, SnapshotArgs } from "@pulumi/hcloud";
import type { HcloudClient } from "./client.ts";
import { deleteIfThere } from "./deletion.ts";
import type * as wire from "./wire.ts";

/** `hcloud.Snapshot`: an image of a server's disk. https://docs.hetzner.cloud/reference/cloud#images */
export const snapshot = defineResource<HcloudClient, InputsOf<SnapshotArgs>, StateOf<Snapshot>>({
  schema: {
    inputs: {
      serverId: { kind: "number", required: true, replaces: true },
      description: { kind: "string" },
      labels: { kind: "object", fallback: {} },
    },
    outputs: {},
  },

  async create({ client, inputs, signal }) {
    const body = { type: "snapshot", description: inputs.description ?? "", labels: inputs.labels ?? {} };
    const path = `/servers/${inputs.serverId}/actions/create_image`;
    const { image, action } = await client.post<{ image: wire.Image; action: wire.Action }>(path, body, signal);
    await client.waitFor([action], signal);
    return { id: String(image.id), shown: { ...shownOf(image), serverId: inputs.serverId } };
  },

  async read({ client, id, state, signal }) {
    const found = await client.find<{ image: wire.Image }>(`/images/${id}`, signal);
    if (found === undefined) return undefined;
    // The server may be gone: the image outlives it and goes on naming it.
    const serverId = found.image.created_from?.id ?? state.serverId;
    return { shown: { ...shownOf(found.image), ...(serverId === undefined ? {} : { serverId }) } };
  },

  async update({ client, id, inputs, signal }) {
    const body = { description: inputs.description ?? "", labels: inputs.labels ?? {} };
    const { image } = await client.put<{ image: wire.Image }>(`/images/${id}`, body, signal);
    return { ...shownOf(image), serverId: inputs.serverId };
  },

  async delete({ client, id, signal }) {
    await deleteIfThere(() => client.delete(`/images/${id}`, signal));
  },
});

function shownOf({ description, labels }: wire.Image) {
  return { description, labels };
}
