import { z } from "zod";
import { HetznerError } from "../errors.ts";
import { Id } from "../fields.ts";
import { changeDnsPointer, coversAddress, primaryIpOf, refuseForeignAddress } from "../primary-ips/primary-ip.ts";
import { operation } from "../project.ts";
import { changeServer } from "./change.ts";
import { refuseFullGroup } from "./create-plan.ts";

/** The vendor picks a window of four hours; here it is always the same one. */
const BACKUP_WINDOW = "22-02";

// https://docs.hetzner.cloud/reference/cloud#tag/server-actions/enable_server_backup
const enableBackup = operation("POST /servers/{id}/actions/enable_backup", ({ account: project, id }) => {
  const server = project.servers.existing(id);
  return changeServer(project, server, {
    command: "enable_backup",
    work: () => {
      server.backupWindow = BACKUP_WINDOW;
    },
  });
});

// https://docs.hetzner.cloud/reference/cloud#tag/server-actions/disable_server_backup
const disableBackup = operation("POST /servers/{id}/actions/disable_backup", ({ account: project, id }) => {
  const server = project.servers.existing(id);
  return changeServer(project, server, {
    command: "disable_backup",
    work: () => {
      server.backupWindow = null;
      for (const image of project.images.filter((row) => row.bound_to === server.id)) project.images.delete(image);
    },
  });
});

// https://docs.hetzner.cloud/reference/cloud#tag/server-actions/change_server_protection
const changeProtection = operation(
  "POST /servers/{id}/actions/change_protection",
  z.object({ delete: z.boolean().optional(), rebuild: z.boolean().optional() }),
  ({ account: project, id, body }) => {
    const server = project.servers.existing(id);
    const work = () => void Object.assign(server.protection, body);
    return changeServer(project, server, { command: "change_protection", work });
  },
);

// https://docs.hetzner.cloud/reference/cloud#tag/server-actions/change_server_dns_ptr
const changeDnsPtr = operation(
  "POST /servers/{id}/actions/change_dns_ptr",
  z.object({ ip: z.string(), dns_ptr: z.string().nullable().default(null) }),
  ({ account: project, id, body }) => {
    const server = project.servers.existing(id);
    const owned = [primaryIpOf(project, server.id, "ipv4"), primaryIpOf(project, server.id, "ipv6")].filter(
      (ip) => ip !== undefined,
    );
    refuseForeignAddress(owned, body.ip);
    const work = () => {
      for (const ip of owned.filter((candidate) => coversAddress(candidate, body.ip))) {
        ip.dns_ptr = changeDnsPointer(ip.dns_ptr, ip.type, body.ip, body.dns_ptr);
      }
    };
    return changeServer(project, server, { command: "change_dns_ptr", work });
  },
);

// https://docs.hetzner.cloud/reference/cloud#tag/server-actions/add_server_to_placement_group
const addToPlacementGroup = operation(
  "POST /servers/{id}/actions/add_to_placement_group",
  z.object({ placement_group: Id }),
  ({ account: project, id, body }) => {
    const server = project.servers.existing(id);
    const group = project.placementGroups.existing(body.placement_group);
    if (server.status !== "off")
      throw new HetznerError("server_not_stopped", `server with ID '${id}' must be powered off`);
    if (server.placementGroupId !== null) {
      throw new HetznerError("already_in_placement_group", "server is already part of a placement group");
    }
    refuseFullGroup(project, group.id);
    return changeServer(project, server, {
      command: "add_to_placement_group",
      others: [{ id: group.id, type: "placement_group" }],
      work: () => {
        server.placementGroupId = group.id;
      },
    });
  },
);

// https://docs.hetzner.cloud/reference/cloud#tag/server-actions/remove_server_from_placement_group
const removeFromPlacementGroup = operation(
  "POST /servers/{id}/actions/remove_from_placement_group",
  ({ account: project, id }) => {
    const server = project.servers.existing(id);
    if (server.placementGroupId === null) throw new HetznerError("service_error", "server is not in a placement group");
    return changeServer(project, server, {
      command: "remove_from_placement_group",
      others: [{ id: server.placementGroupId, type: "placement_group" }],
      work: () => {
        server.placementGroupId = null;
      },
    });
  },
);

export const optionOperations = [
  enableBackup,
  disableBackup,
  changeProtection,
  changeDnsPtr,
  addToPlacementGroup,
  removeFromPlacementGroup,
];
