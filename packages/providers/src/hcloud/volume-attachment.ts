import { defineResource, type InputsOf, type StateOf } from "@freehold/provider-kit";
import type { VolumeAttachment, VolumeAttachmentArgs } from "@pulumi/hcloud";
import type { HcloudClient } from "./client.ts";
import { deleteIfThere } from "./deletion.ts";
import type * as wire from "./wire.ts";

/** `hcloud.VolumeAttachment`; its id is the volume's. */
export const volumeAttachment = defineResource<HcloudClient, InputsOf<VolumeAttachmentArgs>, StateOf<VolumeAttachment>>(
  {
    schema: {
      inputs: {
        volumeId: { kind: "number", required: true, replaces: true },
        serverId: { kind: "number", required: true, replaces: true },
        automount: { kind: "boolean", replaces: true, computed: true },
      },
      outputs: {},
    },

    async create({ client, inputs, signal }) {
      const automount = inputs.automount === undefined ? {} : { automount: inputs.automount };
      await client.act(`/volumes/${inputs.volumeId}`, "attach", { server: inputs.serverId, ...automount }, signal);
      return { id: String(inputs.volumeId), shown: { automount: inputs.automount ?? false } };
    },

    async read({ client, id, state, signal }) {
      const found = await client.find<{ volume: wire.Volume }>(`/volumes/${id}`, signal);
      const server = found?.volume.server ?? undefined;
      if (server === undefined) return undefined;
      return { shown: { volumeId: Number(id), serverId: server, automount: state.automount ?? false } };
    },

    // Another server may have the volume by now: that attachment is not ours to end.
    async delete({ client, id, inputs, signal }) {
      await deleteIfThere(async () => {
        const { volume } = await client.get<{ volume: wire.Volume }>(`/volumes/${id}`, signal);
        if (volume.server === inputs.serverId) await client.act(`/volumes/${id}`, "detach", {}, signal);
      });
    },
  },
);
