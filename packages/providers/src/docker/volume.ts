import { defineResource, type InputsOf, type StateOf } from "@freehold/provider-kit";
import type { Volume, VolumeArgs } from "@pulumi/docker";
import type { DockerClient } from "./client.ts";
import { fromLabels, toLabels } from "./labels.ts";

interface WireVolume {
  Name: string;
  Driver: string;
  Mountpoint: string;
  Labels: Record<string, string> | null;
  Options: Record<string, string> | null;
}

/** `docker.Volume`; its id is its name. https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Volume */
export const volume = defineResource<DockerClient, InputsOf<VolumeArgs>, StateOf<Volume>>({
  schema: {
    inputs: {
      name: { kind: "string", replaces: true, autoName: { maxLength: 255 } },
      driver: { kind: "string", replaces: true, computed: true },
      driverOpts: { kind: "object", replaces: true },
      labels: { kind: "list", replaces: true, unordered: true },
      cluster: { kind: "object", replaces: true },
    },
    outputs: { mountpoint: {} },
  },

  check: ({ cluster }) =>
    cluster === undefined
      ? []
      : [{ property: "cluster", reason: "is not built in the stand-in for the sandbox; leave it out" }],

  async create({ client, inputs, signal }) {
    const body = {
      Name: inputs.name,
      ...(inputs.driver === undefined ? {} : { Driver: inputs.driver }),
      ...(inputs.driverOpts === undefined ? {} : { DriverOpts: inputs.driverOpts }),
      Labels: toLabels(inputs.labels),
    };
    const made = await client.post<WireVolume>("/volumes/create", body, signal);
    return { id: made.Name, shown: shownOf(made) };
  },

  async read({ client, id, signal }) {
    const found = await client.find<WireVolume>(pathOf(id), signal);
    return found && { shown: shownOf(found) };
  },

  async delete({ client, id, signal }) {
    await client.delete(pathOf(id), signal);
  },
});

function pathOf(name: string): string {
  return `/volumes/${encodeURIComponent(name)}`;
}

function shownOf({ Name, Driver, Mountpoint, Labels, Options }: WireVolume) {
  return {
    name: Name,
    driver: Driver,
    mountpoint: Mountpoint,
    ...(Options === null ? {} : { driverOpts: Options }),
    labels: fromLabels(Labels),
  };
}
