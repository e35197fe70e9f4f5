import { z } from "zod";
import { actionAnswer, actionOperationsOf, startExclusive, wireAction } from "../actions.ts";
import { HetznerError, invalidInput } from "../errors.ts";
import { Id, IdOrName, Labels, Name } from "../fields.ts";
import { listAnswer } from "../lists.ts";
import { findLocation, locationOfDatacenter } from "../locations.ts";
import { operation, type Project } from "../project.ts";
import type { PrimaryIp, Server } from "../rows.ts";
import {
  changeDnsPointer,
  createPrimaryIp,
  deletePrimaryIp,
  primaryIpOf,
  refuseForeignAddress,
  wirePrimaryIp,
} from "./primary-ip.ts";

// https://docs.hetzner.cloud/reference/cloud#tag/primary-ips/list_primary_ips
const listPrimaryIps = operation("GET /primary_ips", ({ account: project, query }) =>
  listAnswer(query, project.primaryIps.all(), {
    collection: "primary_ips",
    filters: ["name", "ip"],
    sortable: ["id", "created"],
    wire: wirePrimaryIp,
  }),
);

// https://docs.hetzner.cloud/reference/cloud#tag/primary-ips/create_primary_ip
const createIp = operation(
  "POST /primary_ips",
  z.object({
    name: Name,
    type: z.enum(["ipv4", "ipv6"]),
    labels: Labels.default({}),
    location: IdOrName.nullish(),
    datacenter: IdOrName.nullish(),
    assignee_type: z.literal("server").default("server"),
    assignee_id: Id.nullish(),
    auto_delete: z.boolean().default(false),
  }),
  ({ account: project, body }) => {
    const server = body.assignee_id ? project.servers.existing(body.assignee_id) : undefined;
    if (server) refuseAssignment(project, server, body.type);
    const location =
      findLocation(server?.location ?? body.location ?? "") ?? locationOfDatacenter(body.datacenter ?? "");
    if (location === undefined) throw invalidInput({ location: ["must be a known location, or give an assignee"] });

    const { name, type, labels, auto_delete } = body;
    const request = { name, type, labels, auto_delete, location: location.name, assignee_id: server?.id ?? null };
    const ip = createPrimaryIp(project, request);
    const action = server && startAssign(project, ip, server);
    return {
      status: 201,
      body: { primary_ip: wirePrimaryIp(ip), action: action ? wireAction(project, action) : null },
    };
  },
);

// https://docs.hetzner.cloud/reference/cloud#tag/primary-ips/get_primary_ip
const getIp = operation("GET /primary_ips/{id}", ({ account: project, id }) => ({
  status: 200,
  body: { primary_ip: wirePrimaryIp(project.primaryIps.existing(id)) },
}));

// https://docs.hetzner.cloud/reference/cloud#tag/primary-ips/update_primary_ip
const updateIp = operation(
  "PUT /primary_ips/{id}",
  z.object({ name: Name.optional(), labels: Labels.optional(), auto_delete: z.boolean().optional() }),
  ({ account: project, id, body }) => {
    const ip = project.primaryIps.existing(id);
    project.primaryIps.refuseDuplicate(body, ip);
    Object.assign(ip, body);
    return { status: 200, body: { primary_ip: wirePrimaryIp(ip) } };
  },
);

// https://docs.hetzner.cloud/reference/cloud#tag/primary-ips/delete_primary_ip
const deleteIp = operation("DELETE /primary_ips/{id}", ({ account: project, id }) => {
  const ip = project.primaryIps.existing(id);
  if (ip.protection.delete) throw new HetznerError("protected", `primary IP with ID '${id}' is protected`);
  if (ip.assignee_id !== null)
    throw new HetznerError("must_be_unassigned", "primary IP must be unassigned before it can be deleted");
  deletePrimaryIp(project, ip);
  return { status: 204 };
});

// https://docs.hetzner.cloud/reference/cloud#tag/primary-ip-actions/assign_primary_ip
const assign = operation(
  "POST /primary_ips/{id}/actions/assign",
  z.object({ assignee_id: Id, assignee_type: z.literal("server") }),
  ({ account: project, id, body }) => {
    const ip = project.primaryIps.existing(id);
    const server = project.servers.existing(body.assignee_id);
    if (ip.assignee_id !== null)
      throw new HetznerError("primary_ip_already_assigned", "primary IP is already assigned");
    if (ip.location !== server.location)
      throw invalidInput({ assignee_id: ["must be in the location of the primary IP"] });
    refuseAssignment(project, server, ip.type);
    ip.assignee_id = server.id;
    return actionAnswer(project, startAssign(project, ip, server));
  },
);

// https://docs.hetzner.cloud/reference/cloud#tag/primary-ip-actions/unassign_primary_ip
const unassign = operation("POST /primary_ips/{id}/actions/unassign", ({ account: project, id }) => {
  const ip = project.primaryIps.existing(id);
  if (ip.assignee_id === null) throw new HetznerError("service_error", "primary IP is not assigned");
  const server = project.servers.existing(ip.assignee_id);
  refuseRunning(server);
  const resources = [
    { id: ip.id, type: "primary_ip" },
    { id: server.id, type: "server" },
  ] as const;
  const work = () => {
    ip.assignee_id = null;
  };
  return actionAnswer(project, startExclusive(project, "locked", "unassign_primary_ip", [...resources], work));
});

// https://docs.hetzner.cloud/reference/cloud#tag/primary-ip-actions/change_primary_ip_dns_ptr
const changeDnsPtr = operation(
  "POST /primary_ips/{id}/actions/change_dns_ptr",
  z.object({ ip: z.string(), dns_ptr: z.string().nullable().default(null) }),
  ({ account: project, id, body }) => {
    const ip = project.primaryIps.existing(id);
    refuseForeignAddress([ip], body.ip);
    return change(project, ip, "change_dns_ptr", () => {
      ip.dns_ptr = changeDnsPointer(ip.dns_ptr, ip.type, body.ip, body.dns_ptr);
    });
  },
);

// https://docs.hetzner.cloud/reference/cloud#tag/primary-ip-actions/change_primary_ip_protection
const changeProtection = operation(
  "POST /primary_ips/{id}/actions/change_protection",
  z.object({ delete: z.boolean() }),
  ({ account: project, id, body }) => {
    const ip = project.primaryIps.existing(id);
    if (body.delete && ip.auto_delete)
      throw invalidInput({ delete: ["cannot be protected while auto_delete is true"] });
    return change(project, ip, "change_protection", () => void Object.assign(ip.protection, body));
  },
);

export const primaryIpOperations = [
  listPrimaryIps,
  createIp,
  getIp,
  updateIp,
  deleteIp,
  assign,
  unassign,
  changeDnsPtr,
  changeProtection,
  ...actionOperationsOf("primary_ips", "primary_ip", (project, id) => project.primaryIps.existing(id)),
];

function refuseAssignment(project: Project, server: Server, type: PrimaryIp["type"]): void {
  refuseRunning(server);
  if (primaryIpOf(project, server.id, type))
    throw new HetznerError(`server_has_${type}`, `server already has an ${type} address`);
}

function refuseRunning(server: Server): void {
  if (server.status !== "off")
    throw new HetznerError("server_not_stopped", `server with ID '${server.id}' must be powered off`);
}

function startAssign(project: Project, ip: PrimaryIp, server: Server) {
  return startExclusive(project, "locked", "assign_primary_ip", [
    { id: ip.id, type: "primary_ip" },
    { id: server.id, type: "server" },
  ]);
}

function change(project: Project, ip: PrimaryIp, command: string, work: () => void) {
  return actionAnswer(project, startExclusive(project, "locked", command, [{ id: ip.id, type: "primary_ip" }], work));
}
