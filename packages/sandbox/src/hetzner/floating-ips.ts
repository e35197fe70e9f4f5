import { z } from "zod";
import { actionAnswer, actionOperationsOf, startExclusive, wireAction } from "./actions.ts";
import { HetznerError, invalidInput } from "./errors.ts";
import { Id, IdOrName, Labels, Name } from "./fields.ts";
import { listAnswer } from "./lists.ts";
import { findLocation } from "./locations.ts";
import { changeDnsPointer, ipv6Network, refuseForeignAddress, standardPointer } from "./primary-ips/primary-ip.ts";
import { operation, type Project } from "./project.ts";
import type { FloatingIp } from "./rows.ts";

const wireFloatingIp = (ip: FloatingIp) => ({ ...ip, home_location: findLocation(ip.home_location) });

// https://docs.hetzner.cloud/reference/cloud#tag/floating-ips/list_floating_ips
const listFloatingIps = operation("GET /floating_ips", ({ account: project, query }) =>
  listAnswer(query, project.floatingIps.all(), {
    collection: "floating_ips",
    filters: ["name"],
    sortable: ["id", "created"],
    wire: wireFloatingIp,
  }),
);

// https://docs.hetzner.cloud/reference/cloud#tag/floating-ips/create_floating_ip
const createFloatingIp = operation(
  "POST /floating_ips",
  z.object({
    type: z.enum(["ipv4", "ipv6"]),
    server: Id.nullish(),
    home_location: IdOrName.optional(),
    description: z.string().nullish(),
    name: Name.optional(),
    labels: Labels.default({}),
  }),
  ({ account: project, body }) => {
    const { nextId, clock, addresses } = project.services;
    const server = body.server ? project.servers.existing(body.server) : undefined;
    const location = findLocation(body.home_location ?? server?.location ?? "");
    if (location === undefined) throw invalidInput({ home_location: ["must be a known location, or give a server"] });
    const id = nextId();
    const name = body.name ?? `floating-ip-${id}`;
    project.floatingIps.refuseDuplicate({ name });
    const ip = body.type === "ipv4" ? addresses.take() : ipv6Network(id);
    const floatingIp = project.floatingIps.insert({
      id,
      name,
      ip,
      type: body.type,
      description: body.description ?? null,
      labels: body.labels,
      server: server?.id ?? null,
      home_location: location.name,
      dns_ptr: body.type === "ipv4" ? [{ ip, dns_ptr: standardPointer(ip) }] : [],
      blocked: false,
      protection: { delete: false },
      created: clock.timestamp(),
    });
    const action = server && startAssign(project, floatingIp, server.id);
    return {
      status: 201,
      body: { floating_ip: wireFloatingIp(floatingIp), action: action ? wireAction(project, action) : null },
    };
  },
);

// https://docs.hetzner.cloud/reference/cloud#tag/floating-ips/get_floating_ip
const getFloatingIp = operation("GET /floating_ips/{id}", ({ account: project, id }) => ({
  status: 200,
  body: { floating_ip: wireFloatingIp(project.floatingIps.existing(id)) },
}));

// https://docs.hetzner.cloud/reference/cloud#tag/floating-ips/update_floating_ip
const updateFloatingIp = operation(
  "PUT /floating_ips/{id}",
  z.object({ name: Name.optional(), description: z.string().nullable().optional(), labels: Labels.optional() }),
  ({ account: project, id, body }) => {
    const ip = project.floatingIps.existing(id);
    project.floatingIps.refuseDuplicate(body, ip);
    Object.assign(ip, body);
    return { status: 200, body: { floating_ip: wireFloatingIp(ip) } };
  },
);

// https://docs.hetzner.cloud/reference/cloud#tag/floating-ips/delete_floating_ip
const deleteFloatingIp = operation("DELETE /floating_ips/{id}", ({ account: project, id }) => {
  const ip = project.floatingIps.existing(id);
  if (ip.protection.delete) throw new HetznerError("protected", `floating IP with ID '${id}' is protected`);
  if (ip.server !== null)
    throw new HetznerError("must_be_unassigned", "floating IP must be unassigned before it can be deleted");
  project.floatingIps.delete(ip);
  if (ip.type === "ipv4") project.services.addresses.giveBack(ip.ip);
  return { status: 204 };
});

// https://docs.hetzner.cloud/reference/cloud#tag/floating-ip-actions/assign_floating_ip
const assign = operation(
  "POST /floating_ips/{id}/actions/assign",
  z.object({ server: Id }),
  ({ account: project, id, body }) => {
    const ip = project.floatingIps.existing(id);
    if (ip.server !== null) throw new HetznerError("floating_ip_assigned", "floating IP is already assigned");
    ip.server = project.servers.existing(body.server).id;
    return actionAnswer(project, startAssign(project, ip, ip.server));
  },
);

// https://docs.hetzner.cloud/reference/cloud#tag/floating-ip-actions/unassign_floating_ip
const unassign = operation("POST /floating_ips/{id}/actions/unassign", ({ account: project, id }) => {
  const ip = project.floatingIps.existing(id);
  if (ip.server === null) throw new HetznerError("service_error", "floating IP is not assigned");
  return change(project, ip, "unassign_floating_ip", () => {
    ip.server = null;
  });
});

// https://docs.hetzner.cloud/reference/cloud#tag/floating-ip-actions/change_floating_ip_dns_ptr
const changeDnsPtr = operation(
  "POST /floating_ips/{id}/actions/change_dns_ptr",
  z.object({ ip: z.string(), dns_ptr: z.string().nullable().default(null) }),
  ({ account: project, id, body }) => {
    const ip = project.floatingIps.existing(id);
    refuseForeignAddress([ip], body.ip);
    return change(project, ip, "change_dns_ptr", () => {
      ip.dns_ptr = changeDnsPointer(ip.dns_ptr, ip.type, body.ip, body.dns_ptr);
    });
  },
);

// https://docs.hetzner.cloud/reference/cloud#tag/floating-ip-actions/change_floating_ip_protection
const changeProtection = operation(
  "POST /floating_ips/{id}/actions/change_protection",
  z.object({ delete: z.boolean() }),
  ({ account: project, id, body }) => {
    const ip = project.floatingIps.existing(id);
    return change(project, ip, "change_protection", () => void Object.assign(ip.protection, body));
  },
);

export const floatingIpOperations = [
  listFloatingIps,
  createFloatingIp,
  getFloatingIp,
  updateFloatingIp,
  deleteFloatingIp,
  assign,
  unassign,
  changeDnsPtr,
  changeProtection,
  ...actionOperationsOf("floating_ips", "floating_ip", (project, id) => project.floatingIps.existing(id)),
];

function startAssign(project: Project, ip: FloatingIp, serverId: number) {
  return startExclusive(project, "locked", "assign_floating_ip", [
    { id: ip.id, type: "floating_ip" },
    { id: serverId, type: "server" },
  ]);
}

function change(project: Project, ip: FloatingIp, command: string, work: () => void) {
  return actionAnswer(project, startExclusive(project, "locked", command, [{ id: ip.id, type: "floating_ip" }], work));
}
