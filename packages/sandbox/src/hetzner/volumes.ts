import { z } from "zod";
import type { Action } from "../kernel/actions.ts";
import { actionAnswer, actionOperationsOf, startExclusive, wireAction } from "./actions.ts";
import { HetznerError, invalidInput } from "./errors.ts";
import { Id, IdOrName, Labels } from "./fields.ts";
import { listAnswer } from "./lists.ts";
import { findLocation } from "./locations.ts";
import { operation, type Project } from "./project.ts";
import type { Volume } from "./rows.ts";

/** "The minimum Volume size is 10GB and the maximum size is 10TB (10240GB)" */
const Size = z.int().min(10).max(10_240);

const VolumeName = z
  .string()
  .max(64)
  .regex(
    /^[a-zA-Z0-9]([a-zA-Z0-9._-]*[a-zA-Z0-9])?$/,
    "letters, digits, dashes, underscores and dots, a letter or digit at both ends",
  );

const wireVolume = (volume: Volume) => ({ ...volume, location: findLocation(volume.location) });

/** Starts the attachment of a volume to a server, after another action when one is given. */
export function attachVolume(project: Project, volume: Volume, serverId: number, after?: Action): Action {
  volume.server = serverId;
  return project.actions.start({
    command: "attach_volume",
    resources: [
      { id: volume.id, type: "volume" },
      { id: serverId, type: "server" },
    ],
    ...(after && { after }),
  });
}

// https://docs.hetzner.cloud/reference/cloud#tag/volumes/list_volumes
const listVolumes = operation("GET /volumes", ({ account: project, query }) =>
  listAnswer(query, project.volumes.all(), {
    collection: "volumes",
    filters: ["name", "status"],
    sortable: ["id", "name", "created"],
    wire: wireVolume,
  }),
);

// https://docs.hetzner.cloud/reference/cloud#tag/volumes/create_volume
const createVolume = operation(
  "POST /volumes",
  z.object({
    name: VolumeName,
    size: Size,
    labels: Labels.default({}),
    location: IdOrName.optional(),
    server: Id.optional(),
    automount: z.boolean().optional(),
    format: z.enum(["ext4", "xfs"]).nullish(),
  }),
  ({ account: project, body }) => {
    const server = body.server === undefined ? undefined : project.servers.existing(body.server);
    const location = findLocation(server?.location ?? body.location ?? "");
    if (location === undefined) throw invalidInput({ location: ["must be a known location, or give a server"] });
    if (body.automount && server === undefined) throw invalidInput({ automount: ["needs a server"] });

    const { nextId, clock } = project.services;
    const id = nextId();
    const volume = project.volumes.insert({
      id,
      name: body.name,
      size: body.size,
      labels: body.labels,
      location: location.name,
      server: null,
      linux_device: `/dev/disk/by-id/scsi-0HC_Volume_${id}`,
      format: body.format ?? null,
      status: "creating",
      protection: { delete: false },
      created: clock.timestamp(),
    });
    const created = project.actions.start({
      command: "create_volume",
      resources: [{ id, type: "volume" }],
      work: () => {
        volume.status = "available";
      },
    });
    const next = server === undefined ? [] : [attachVolume(project, volume, server.id, created)];
    return {
      status: 201,
      body: {
        volume: wireVolume(volume),
        action: wireAction(project, created),
        next_actions: next.map((action) => wireAction(project, action)),
      },
    };
  },
);

// https://docs.hetzner.cloud/reference/cloud#tag/volumes/get_volume
const getVolume = operation("GET /volumes/{id}", ({ account: project, id }) => ({
  status: 200,
  body: { volume: wireVolume(project.volumes.existing(id)) },
}));

// https://docs.hetzner.cloud/reference/cloud#tag/volumes/update_volume
const updateVolume = operation(
  "PUT /volumes/{id}",
  z.object({ name: VolumeName.optional(), labels: Labels.optional() }),
  ({ account: project, id, body }) => {
    const volume = project.volumes.existing(id);
    project.volumes.refuseDuplicate(body, volume);
    Object.assign(volume, body);
    return { status: 200, body: { volume: wireVolume(volume) } };
  },
);

// https://docs.hetzner.cloud/reference/cloud#tag/volumes/delete_volume
const deleteVolume = operation("DELETE /volumes/{id}", ({ account: project, id }) => {
  const volume = project.volumes.existing(id);
  if (volume.protection.delete) throw new HetznerError("protected", `volume with ID '${id}' is protected`);
  if (volume.server !== null)
    throw new HetznerError("resource_in_use", `volume with ID '${id}' is attached to a server`);
  project.volumes.delete(volume);
  return { status: 204 };
});

// https://docs.hetzner.cloud/reference/cloud#tag/volume-actions/attach_volume
const attach = operation(
  "POST /volumes/{id}/actions/attach",
  z.object({ server: Id, automount: z.boolean().optional() }),
  ({ account: project, id, body }) => {
    const volume = project.volumes.existing(id);
    const server = project.servers.existing(body.server);
    if (volume.server !== null)
      throw new HetznerError("volume_already_attached", "volume is already attached to a server");
    if (volume.location !== server.location) throw invalidInput({ server: ["must be in the location of the volume"] });
    refuseWhileLocked(project, volume);
    return actionAnswer(project, attachVolume(project, volume, server.id));
  },
);

// https://docs.hetzner.cloud/reference/cloud#tag/volume-actions/detach_volume
const detach = operation("POST /volumes/{id}/actions/detach", ({ account: project, id }) => {
  const volume = project.volumes.existing(id);
  if (volume.server === null) throw new HetznerError("service_error", "volume is not attached to a server");
  const resources = [
    { id: volume.id, type: "volume" },
    { id: volume.server, type: "server" },
  ] as const;
  const work = () => {
    volume.server = null;
  };
  return actionAnswer(project, startExclusive(project, "locked", "detach_volume", [...resources], work));
});

// https://docs.hetzner.cloud/reference/cloud#tag/volume-actions/resize_volume
const resize = operation(
  "POST /volumes/{id}/actions/resize",
  z.object({ size: Size }),
  ({ account: project, id, body }) => {
    const volume = project.volumes.existing(id);
    if (body.size <= volume.size)
      throw invalidInput({ size: [`must be greater than the current size of ${volume.size} GB`] });
    return change(project, volume, "resize_volume", () => {
      volume.size = body.size;
    });
  },
);

// https://docs.hetzner.cloud/reference/cloud#tag/volume-actions/change_volume_protection
const changeProtection = operation(
  "POST /volumes/{id}/actions/change_protection",
  z.object({ delete: z.boolean().optional() }),
  ({ account: project, id, body }) => {
    const volume = project.volumes.existing(id);
    return change(project, volume, "change_protection", () => void Object.assign(volume.protection, body));
  },
);

export const volumeOperations = [
  listVolumes,
  createVolume,
  getVolume,
  updateVolume,
  deleteVolume,
  attach,
  detach,
  resize,
  changeProtection,
  ...actionOperationsOf("volumes", "volume", (project, id) => project.volumes.existing(id)),
];

function refuseWhileLocked(project: Project, volume: Volume): void {
  if (project.actions.isBusy("volume", volume.id)) throw new HetznerError("locked", "volume is locked");
}

function change(project: Project, volume: Volume, command: string, work: () => void) {
  return actionAnswer(project, startExclusive(project, "locked", command, [{ id: volume.id, type: "volume" }], work));
}
