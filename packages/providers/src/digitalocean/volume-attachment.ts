import { defineResource, type InputsOf, type StateOf } from "@freehold/provider-kit";
import type { VolumeAttachment, VolumeAttachmentArgs } from "@pulumi/digitalocean";
import type { DigitaloceanClient } from "./client.ts";
import { deleteIfThere } from "./errors.ts";
import type * as wire from "./wire.ts";

/** `digitalocean.VolumeAttachment`; its id names both. */
export const volumeAttachment = defineResource<
  DigitaloceanClient,
  InputsOf<VolumeAttachmentArgs>,
  StateOf<VolumeAttachment>
>({
  schema: {
    inputs: {
      dropletId: { kind: "number", required: true, replaces: true, notEmpty: true },
      volumeId: { kind: "string", required: true, replaces: true, notEmpty: true },
    },
    outputs: {},
  },

  async create({ client, inputs: { dropletId, volumeId }, signal }) {
    await client.act(`/volumes/${volumeId}`, { type: "attach", droplet_id: dropletId }, signal);
    return { id: `${dropletId}-${volumeId}`, shown: {} };
  },

  async read({ client, inputs: { dropletId, volumeId }, signal }) {
    if (dropletId === undefined || volumeId === undefined) return undefined;
    const found = await client.find<{ volume: wire.Volume }>(`/volumes/${volumeId}`, signal);
    return found?.volume.droplet_ids?.includes(dropletId) ? { shown: { dropletId, volumeId } } : undefined;
  },

  // Another droplet may have the volume by now: that attachment is not ours to end.
  async delete({ client, inputs: { dropletId, volumeId }, signal }) {
    await deleteIfThere(async () => {
      const { volume } = await client.get<{ volume: wire.Volume }>(`/volumes/${volumeId}`, signal);
      if (!volume.droplet_ids?.includes(dropletId)) return;
      await client.act(`/volumes/${volumeId}`, { type: "detach", droplet_id: dropletId }, signal);
    });
  },
});
