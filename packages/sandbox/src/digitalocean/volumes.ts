import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Action } from "../kernel/actions.ts";
import { actionOperationsOf, startAction, wireAction } from "./actions.ts";
import { DigitaloceanError, notFound, unprocessable } from "./errors.ts";
import { filterBy, listAnswer } from "./lists.ts";
import { existingRegion, wireRegionOf } from "./offer.ts";
import type { Volume } from "./rows.ts";
import { ensureTags, TagNames } from "./tags.ts";
import { operation, type Team } from "./team.ts";

/** https://docs.digitalocean.com/products/volumes/details/limits/ */
const MAX_GIGABYTES = 16_384;
const MAX_VOLUMES_PER_DROPLET = 15;

const Gigabytes = z.int("must be a whole number").min(1, "must be at least 1").max(MAX_GIGABYTES, "is too large");
const VolumeName = z
  .string()
  .max(64, "is too long")
  .regex(/^[a-z][a-z0-9-]*$/, "must begin with a letter and hold only lower-case letters, digits and dashes");

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/volumes_list
const listVolumes = operation("GET /volumes", ({ account: team, request }) => {
  const inRegion = filterBy(team.volumes.all(), request, "region", ({ region }) => region);
  return listAnswer(
    request,
    "volumes",
    filterBy(inRegion, request, "name", ({ name }) => name),
    wireVolume,
  );
});

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/volumes_create
const createVolume = operation(
  "POST /volumes",
  z.object({
    name: VolumeName,
    region: z.string().optional(),
    description: z.string().nullish(),
    size_gigabytes: Gigabytes,
    snapshot_id: z.string().nullish(),
    filesystem_type: z.enum(["", "ext4", "xfs"]).nullish(),
    filesystem_label: z.string().max(16).nullish(),
    tags: TagNames,
  }),
  ({ account: team, body }) => {
    if (body.snapshot_id) throw unprocessable("volumes cannot be made from snapshots in this sandbox");
    const { nextId, clock } = team.services;
    ensureTags(team, body.tags);
    const volume = team.volumes.insert({
      id: randomUUID(),
      number: nextId(),
      name: body.name,
      description: body.description ?? "",
      region: existingRegion(body.region ?? "").slug,
      size_gigabytes: body.size_gigabytes,
      droplet_ids: [],
      filesystem_type: body.filesystem_type ?? "",
      filesystem_label: body.filesystem_label ?? "",
      tags: body.tags,
      created_at: clock.timestamp(),
    });
    return { status: 201, body: { volume: wireVolume(volume) } };
  },
);

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/volumes_get
const getVolume = operation("GET /volumes/{id}", ({ account: team, id }) => ({
  status: 200,
  body: { volume: wireVolume(team.volumes.existing(id)) },
}));

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/volumes_delete
const deleteVolume = operation("DELETE /volumes/{id}", ({ account: team, id }) => {
  removeVolume(team, team.volumes.existing(id));
  return { status: 204 };
});

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/volumes_delete_byName
const deleteVolumeByName = operation("DELETE /volumes", ({ account: team, query }) => {
  const named = team.volumes.find(
    ({ name, region }) => name === query.get("name") && region === (query.get("region") ?? region),
  );
  if (named === undefined) throw notFound();
  removeVolume(team, named);
  return { status: 204 };
});

const ActionBody = z.discriminatedUnion("type", [
  z.object({ type: z.literal("attach"), droplet_id: z.int(), region: z.string().nullish(), tags: TagNames }),
  z.object({ type: z.literal("detach"), droplet_id: z.int(), region: z.string().nullish() }),
  z.object({ type: z.literal("resize"), size_gigabytes: Gigabytes, region: z.string().nullish() }),
]);
type ActionBody = z.infer<typeof ActionBody>;

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/volumeActions_post_byId
const actOnVolume = operation("POST /volumes/{id}/actions", ActionBody, ({ account: team, id, body }) =>
  answerAct(team, team.volumes.existing(id), body),
);

const volumeOf = (team: Team, { id = "" }: Record<string, string>) => ({
  id: team.volumes.existing(id).number,
  type: "volume",
});

export const volumeOperations = [
  listVolumes,
  createVolume,
  getVolume,
  deleteVolume,
  deleteVolumeByName,
  actOnVolume,
  ...actionOperationsOf("/volumes/{id}", volumeOf),
];

/** Attaches a volume to a droplet, when the action before it has succeeded. */
export function attachVolume(team: Team, volume: Volume, dropletId: number, after?: Action): Action {
  return startAction(team, {
    type: "attach_volume",
    resource: { id: volume.number, type: "volume" },
    region: volume.region,
    ...(after && { after }),
    work: () => {
      volume.droplet_ids = [dropletId];
    },
  });
}

/** Answers 422 unless the volume can be attached to a droplet of the region. */
export function refuseAttachment(team: Team, volume: Volume, region: string, dropletId?: number): void {
  if (volume.droplet_ids.length > 0) throw unprocessable("the volume is already attached to a Droplet");
  if (volume.region !== region) throw unprocessable("the volume and the Droplet must be in the same region");
  const attached = team.volumes.filter(({ droplet_ids }) => dropletId !== undefined && droplet_ids.includes(dropletId));
  if (attached.length >= MAX_VOLUMES_PER_DROPLET)
    throw unprocessable(`a Droplet can have at most ${MAX_VOLUMES_PER_DROPLET} volumes`);
}

function answerAct(team: Team, volume: Volume, body: ActionBody) {
  return { status: 202, body: { action: wireAction(team, start(team, volume, body)) } };
}

function start(team: Team, volume: Volume, body: ActionBody): Action {
  const resource = { id: volume.number, type: "volume" };
  if (body.type === "resize") {
    if (body.size_gigabytes <= volume.size_gigabytes)
      throw unprocessable("the new size must be larger than the current one");
    const work = () => {
      volume.size_gigabytes = body.size_gigabytes;
    };
    return startAction(team, { type: "resize_volume", resource, region: volume.region, work });
  }
  const droplet = team.droplets.get(body.droplet_id);
  if (droplet === undefined) throw unprocessable("The Droplet does not exist.");
  if (body.type === "attach") {
    refuseAttachment(team, volume, droplet.region, droplet.id);
    ensureTags(team, body.tags);
    volume.tags = [...new Set([...volume.tags, ...body.tags])];
    return attachVolume(team, volume, droplet.id);
  }
  if (!volume.droplet_ids.includes(droplet.id)) throw unprocessable("Attachment not found");
  const work = () => {
    volume.droplet_ids = [];
  };
  return startAction(team, { type: "detach_volume", resource, region: volume.region, work });
}

function removeVolume(team: Team, volume: Volume): void {
  if (volume.droplet_ids.length > 0)
    throw new DigitaloceanError("conflict", "A volume that's attached to a Droplet cannot be deleted.");
  team.volumes.delete(volume);
}

function wireVolume({ number: _number, region, ...volume }: Volume) {
  return { ...volume, region: wireRegionOf(region) };
}
