import { defineResource, type InputsOf, type StateOf } from "@freehold/provider-kit";
import type { Tag, TagArgs } from "@pulumi/digitalocean";
import type { DigitaloceanClient } from "./client.ts";
import { deleteIfThere } from "./errors.ts";
import { tagFailures } from "./tag-failures.ts";
import type * as wire from "./wire.ts";

/** `digitalocean.Tag`; its id is its name. https://docs.digitalocean.com/reference/api/digitalocean/#tag/Tags */
export const tag = defineResource<DigitaloceanClient, InputsOf<TagArgs>, StateOf<Tag>>({
  schema: {
    inputs: { name: { kind: "string", replaces: true, autoName: { maxLength: 255 } } },
    outputs: {
      databasesCount: {},
      dropletsCount: {},
      imagesCount: {},
      totalResourceCount: {},
      volumeSnapshotsCount: {},
      volumesCount: {},
    },
  },

  check: ({ name }) => tagFailures(name === undefined ? [] : [name], "name"),

  async create({ client, inputs, signal }) {
    const { tag: made } = await client.post<{ tag: wire.Tag }>("/tags", { name: inputs.name }, signal);
    return { id: made.name, shown: shownOf(made) };
  },

  async read({ client, id, signal }) {
    const found = await client.find<{ tag: wire.Tag }>(pathOf(id), signal);
    return found && { shown: shownOf(found.tag) };
  },

  async delete({ client, id, signal }) {
    await deleteIfThere(() => client.delete(pathOf(id), signal));
  },
});

function pathOf(name: string): string {
  return `/tags/${encodeURIComponent(name)}`;
}

function shownOf({ name, resources }: wire.Tag) {
  return {
    name,
    databasesCount: resources.databases.count,
    dropletsCount: resources.droplets.count,
    imagesCount: resources.images.count,
    totalResourceCount: resources.count,
    volumeSnapshotsCount: resources.volume_snapshots.count,
    volumesCount: resources.volumes.count,
  };
}
