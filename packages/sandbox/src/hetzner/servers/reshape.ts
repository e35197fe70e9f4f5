import { z } from "zod";
import { randomAlphanumeric } from "../../kernel/random.ts";
import { wireAction } from "../actions.ts";
import { HetznerError, invalidInput } from "../errors.ts";
import { IdOrName, Labels, UserData } from "../fields.ts";
import { findImage, imagesOf } from "../images.ts";
import { operation, type Project } from "../project.ts";
import type { Server } from "../rows.ts";
import { findServerType, isRetired } from "../server-types.ts";
import { changeServer, startChange } from "./change.ts";
import { rebuildMachine } from "./machine.ts";
import { machineIdOf } from "./server.ts";

// https://docs.hetzner.cloud/reference/cloud#tag/server-actions/change_server_type
const changeType = operation(
  "POST /servers/{id}/actions/change_type",
  z.object({ server_type: IdOrName, upgrade_disk: z.boolean() }),
  ({ account: project, id, body }) => {
    const server = project.servers.existing(id);
    const type = findServerType(body.server_type);
    if (type === undefined) throw invalidInput({ server_type: ["not found"] });
    if (server.status !== "off")
      throw new HetznerError("server_not_stopped", `server with ID '${id}' must be powered off`);
    const fits =
      type.name !== server.serverType &&
      type.disk >= server.primaryDiskSize &&
      type.architecture === findServerType(server.serverType)?.architecture &&
      type.locations.includes(server.location) &&
      !isRetired(type, project.services.clock.now());
    if (!fits)
      throw new HetznerError(
        "invalid_server_type",
        `server type ${type.name} does not fit the server or is deprecated`,
      );
    return changeServer(project, server, {
      command: "change_server_type",
      meanwhile: "migrating",
      work: async () => {
        server.serverType = type.name;
        if (body.upgrade_disk) server.primaryDiskSize = type.disk;
        // "This copies the content of its disk, and starts it again."
        await project.services.machines.powerOn(machineIdOf(server));
        server.status = "running";
      },
    });
  },
);

// https://docs.hetzner.cloud/reference/cloud#tag/server-actions/rebuild_server
const rebuild = operation(
  "POST /servers/{id}/actions/rebuild",
  z.object({ image: IdOrName, user_data: UserData.nullish() }),
  ({ account: project, id, body }) => {
    const server = project.servers.existing(id);
    if (server.protection.rebuild) throw new HetznerError("protected", `server with ID '${id}' is protected`);
    const image = findImage(project, body.image, findServerType(server.serverType)?.architecture ?? "x86");
    if (image === undefined) throw invalidInput({ image: ["not found"] });
    const action = startChange(project, server, {
      command: "rebuild_server",
      meanwhile: "rebuilding",
      others: image.type === "system" ? [] : [{ id: image.id, type: "image" }],
      work: async () => {
        server.imageId = image.id;
        server.imageName = image.name ?? `snapshot-${image.id}`;
        if (body.user_data != null) server.userData = body.user_data;
        await rebuildMachine(project, server);
        server.status = "running";
      },
    });
    const root_password = server.authorizedKeys.length > 0 ? null : randomAlphanumeric(20);
    return { status: 201, body: { root_password, action: wireAction(project, action) } };
  },
);

// https://docs.hetzner.cloud/reference/cloud#tag/server-actions/create_server_image
const createImage = operation(
  "POST /servers/{id}/actions/create_image",
  z.object({
    type: z.enum(["snapshot", "backup"]).default("snapshot"),
    description: z.string().nullish(),
    labels: Labels.default({}),
  }),
  ({ account: project, id, body }) => {
    const server = project.servers.existing(id);
    if (body.type === "backup" && server.backupWindow === null)
      throw new HetznerError("service_error", "backups are not enabled");
    const imageId = project.services.nextId();
    const action = startChange(project, server, {
      command: "create_image",
      others: [{ id: imageId, type: "image" }],
      work: () => {
        image.status = "available";
        image.image_size = 2.3;
      },
    });
    const image = project.images.insert(newImage(project, server, imageId, body));
    return { status: 201, body: { image, action: wireAction(project, action) } };
  },
);

export const reshapeOperations = [changeType, rebuild, createImage];

function newImage(
  project: Project,
  server: Server,
  id: number,
  body: { type: "snapshot" | "backup"; description?: string | null | undefined; labels: Record<string, string> },
) {
  const origin = imagesOf(project).find((image) => image.id === server.imageId);
  return {
    id,
    type: body.type,
    status: "creating" as const,
    name: null,
    description: body.description ?? `${body.type} of ${server.name}`,
    image_size: null as number | null,
    disk_size: server.primaryDiskSize,
    created: project.services.clock.timestamp(),
    created_from: { id: server.id, name: server.name },
    bound_to: body.type === "backup" ? server.id : null,
    os_flavor: origin?.os_flavor ?? "unknown",
    os_version: origin?.os_version ?? null,
    rapid_deploy: false,
    protection: { delete: false },
    deprecated: null,
    deleted: null,
    labels: body.labels,
    architecture: findServerType(server.serverType)?.architecture ?? ("x86" as const),
  };
}
