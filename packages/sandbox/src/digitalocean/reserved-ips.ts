import { z } from "zod";
import type { Action } from "../kernel/actions.ts";
import type { HttpRequest } from "../kernel/http.ts";
import { actionLink, actionOperationsOf, startAction, wireAction } from "./actions.ts";
import { wireDroplet } from "./droplets/droplet.ts";
import { unprocessable } from "./errors.ts";
import { listAnswer } from "./lists.ts";
import { existingRegion, wireRegionOf } from "./offer.ts";
import { existing as existingProject, intoDefaultProject } from "./projects.ts";
import type { ReservedIp } from "./rows.ts";
import { operation, type Team } from "./team.ts";

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/reservedIPs_list
const listReservedIps = operation("GET /reserved_ips", ({ account: team, request }) =>
  listAnswer(request, "reserved_ips", team.reservedIps.all(), (ip) => wireReservedIp(team, ip)),
);

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/reservedIPs_create
const createReservedIp = operation(
  "POST /reserved_ips",
  z.object({
    region: z.string().nullish(),
    droplet_id: z.int().nullish(),
    project_id: z.union([z.uuid(), z.literal("")]).nullish(),
  }),
  ({ account: team, request, body }) => {
    const droplet = body.droplet_id == null ? undefined : team.droplets.get(body.droplet_id);
    if (body.droplet_id != null && droplet === undefined) throw unprocessable("The Droplet does not exist.");
    const region = droplet?.region ?? existingRegion(body.region ?? "").slug;
    const id = team.services.addresses.take();
    const projectId = existingProject(team, body.project_id ?? "default").id;
    const ip = team.reservedIps.insert({ id, region, dropletId: null, projectId });
    intoDefaultProject(team, `do:floatingip:${id}`);
    const links = droplet === undefined ? {} : { links: linksOf(team, request, ip, droplet.id) };
    return { status: 202, body: { reserved_ip: wireReservedIp(team, ip), ...links } };
  },
);

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/reservedIPs_get
const getReservedIp = operation("GET /reserved_ips/{ip}", ({ account: team, params }) => ({
  status: 200,
  body: { reserved_ip: wireReservedIp(team, existing(team, params)) },
}));

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/reservedIPs_delete
const deleteReservedIp = operation("DELETE /reserved_ips/{ip}", ({ account: team, params }) => {
  const ip = existing(team, params);
  if (isLocked(team, ip)) throw unprocessable("The reserved IP already has a pending event.");
  team.reservedIps.delete(ip);
  team.services.addresses.giveBack(ip.id);
  return { status: 204 };
});

const ActionBody = z.discriminatedUnion("type", [
  z.object({ type: z.literal("assign"), droplet_id: z.int() }),
  z.object({ type: z.literal("unassign") }),
]);

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/reservedIPsActions_post
const actOnReservedIp = operation("POST /reserved_ips/{ip}/actions", ActionBody, ({ account: team, params, body }) => {
  const ip = existing(team, params);
  const action = body.type === "assign" ? assign(team, ip, body.droplet_id) : unassign(team, ip);
  return { status: 201, body: { action: { ...wireAction(team, action), project_id: ip.projectId } } };
});

export const reservedIpOperations = [
  listReservedIps,
  createReservedIp,
  getReservedIp,
  deleteReservedIp,
  actOnReservedIp,
  ...actionOperationsOf("/reserved_ips/{ip}", (team, params) => resourceOf(existing(team, params))),
];

function existing(team: Team, { ip = "" }: Record<string, string>): ReservedIp {
  return team.reservedIps.existing(ip);
}

function linksOf(team: Team, request: HttpRequest, ip: ReservedIp, dropletId: number) {
  const action = assign(team, ip, dropletId);
  const droplet = {
    id: dropletId,
    rel: "droplet",
    href: actionLink(request, action).href.replace(/actions\/\d+$/, `droplets/${dropletId}`),
  };
  return { droplets: [droplet], actions: [actionLink(request, action, "assign_ip")] };
}

function assign(team: Team, ip: ReservedIp, dropletId: number): Action {
  const droplet = team.droplets.get(dropletId);
  if (droplet === undefined) throw unprocessable("The Droplet does not exist.");
  if (droplet.region !== ip.region) throw unprocessable("the reserved IP and the Droplet must be in the same region");
  return startAction(team, {
    type: "assign_ip",
    resource: resourceOf(ip),
    region: ip.region,
    work: () => {
      ip.dropletId = dropletId;
    },
  });
}

function unassign(team: Team, ip: ReservedIp): Action {
  if (ip.dropletId === null) throw unprocessable("The floating IP is not assigned.");
  return startAction(team, {
    type: "unassign_ip",
    resource: resourceOf(ip),
    region: ip.region,
    work: () => {
      ip.dropletId = null;
    },
  });
}

/** The vendor numbers addresses by their bits. */
function resourceOf({ id }: ReservedIp) {
  return { id: id.split(".").reduce((number, octet) => number * 256 + Number(octet), 0), type: "reserved_ip" };
}

function isLocked(team: Team, ip: ReservedIp): boolean {
  const { type, id } = resourceOf(ip);
  return team.actions.isBusy(type, id);
}

function wireReservedIp(team: Team, ip: ReservedIp) {
  const droplet = ip.dropletId === null ? undefined : team.droplets.get(ip.dropletId);
  return {
    ip: ip.id,
    region: wireRegionOf(ip.region),
    droplet: droplet === undefined ? null : wireDroplet(team, droplet),
    locked: isLocked(team, ip),
    project_id: ip.projectId,
  };
}
