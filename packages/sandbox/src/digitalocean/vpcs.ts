import { randomUUID } from "node:crypto";
import { z } from "zod";
import { addressAt, overlap, parseCidr } from "../kernel/cidr.ts";
import { DigitaloceanError, unprocessable } from "./errors.ts";
import { listAnswer } from "./lists.ts";
import { existingRegion } from "./offer.ts";
import type { Vpc } from "./rows.ts";
import { operation, type Team } from "./team.ts";

const Name = z.string().regex(/^[a-zA-Z0-9\-.]+$/, "may only contain letters, numbers, dashes, and periods");
const Description = z.string().max(255, "is too long (maximum is 255 characters)");

/** The region's default network: made with the first droplet that names no other. */
export function defaultVpc(team: Team, region: string): Vpc {
  const present = team.vpcs.find((vpc) => vpc.region === region && vpc.default);
  return present ?? insertVpc(team, { name: `default-${region}`, description: "", region, isDefault: true });
}

/** The next free address of a network for a droplet, after those that the vendor keeps for itself. */
export function nextPrivateAddress(team: Team, vpc: Vpc): string {
  const range = parseCidr(vpc.ip_range);
  if (range === undefined) throw new Error(`${vpc.ip_range} is no range`);
  const used = new Set(team.droplets.all().map(({ privateAddress }) => privateAddress));
  for (let offset = 2; range.first + offset < range.last; offset += 1) {
    const address = addressAt(range, offset);
    if (!used.has(address)) return address;
  }
  throw unprocessable("the VPC has no free address");
}

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/vpcs_list
const listVpcs = operation("GET /vpcs", ({ account: team, request }) =>
  listAnswer(request, "vpcs", team.vpcs.all(), wireVpc),
);

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/vpcs_create
const createVpc = operation(
  "POST /vpcs",
  z.object({
    name: Name,
    region: z.string(),
    description: Description.default(""),
    ip_range: z.string().optional(),
  }),
  ({ account: team, body }) => {
    const region = existingRegion(body.region).slug;
    const vpc = insertVpc(team, { ...body, region, ipRange: body.ip_range || undefined, isDefault: false });
    return { status: 201, body: { vpc: wireVpc(vpc) } };
  },
);

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/vpcs_get
const getVpc = operation("GET /vpcs/{id}", ({ account: team, id }) => ({
  status: 200,
  body: { vpc: wireVpc(team.vpcs.existing(id)) },
}));

const UpdateBody = z.object({
  name: Name.optional(),
  description: Description.optional(),
  default: z.boolean().optional(),
});

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/vpcs_update
const updateVpc = operation("PUT /vpcs/{id}", UpdateBody, ({ account: team, id, body }) => change(team, id, body));

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/vpcs_patch
const patchVpc = operation("PATCH /vpcs/{id}", UpdateBody, ({ account: team, id, body }) => change(team, id, body));

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/vpcs_delete
const deleteVpc = operation("DELETE /vpcs/{id}", ({ account: team, id }) => {
  const vpc = team.vpcs.existing(id);
  if (vpc.default) throw new DigitaloceanError("forbidden", "Can not delete a default VPC");
  if (membersOf(team, vpc).length > 0) throw new DigitaloceanError("conflict", "Can not delete VPC with members");
  team.vpcs.delete(vpc);
  return { status: 204 };
});

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/vpcs_list_members
const listMembers = operation("GET /vpcs/{id}/members", ({ account: team, id, request }) =>
  listAnswer(request, "members", membersOf(team, team.vpcs.existing(id)), (droplet) => ({
    name: droplet.name,
    urn: `do:droplet:${droplet.id}`,
    created_at: droplet.createdAt,
  })),
);

export const vpcOperations = [listVpcs, createVpc, getVpc, updateVpc, patchVpc, deleteVpc, listMembers];

interface NewVpc {
  name: string;
  description: string;
  region: string;
  ipRange?: string | undefined;
  isDefault: boolean;
}

function insertVpc(team: Team, { name, description, region, ipRange, isDefault }: NewVpc): Vpc {
  return team.vpcs.insert({
    id: randomUUID(),
    name,
    description,
    region,
    ip_range: freeRange(team, ipRange),
    created_at: team.services.clock.timestamp(),
    default: isDefault,
  });
}

function change(team: Team, id: string, body: z.infer<typeof UpdateBody>) {
  const vpc = team.vpcs.existing(id);
  team.vpcs.refuseDuplicate({ name: body.name }, vpc);
  if (body.default) for (const other of team.vpcs.filter(({ region }) => region === vpc.region)) other.default = false;
  const given = Object.entries(body).filter(([key, value]) => key !== "default" || value === true);
  Object.assign(vpc, Object.fromEntries(given));
  return { status: 200, body: { vpc: wireVpc(vpc) } };
}

function wireVpc({ id, ...vpc }: Vpc) {
  return { id, urn: `do:vpc:${id}`, ...vpc };
}

function membersOf(team: Team, vpc: Vpc) {
  return team.droplets.filter(({ vpcId }) => vpcId === vpc.id);
}

/** The range that was asked for, or the first of `10.100.0.0/20` and those after it that is free. */
function freeRange(team: Team, wanted: string | undefined): string {
  const taken = team.vpcs.all().flatMap(({ ip_range }) => parseCidr(ip_range) ?? []);
  if (wanted === undefined) {
    for (let block = 0; block < 16 * 100; block += 1) {
      const text = `10.${100 + Math.floor(block / 16)}.${(block % 16) * 16}.0/20`;
      const range = parseCidr(text);
      if (range !== undefined && !taken.some((other) => overlap(range, other))) return text;
    }
    throw unprocessable("no range is left for the VPC");
  }
  const range = parseCidr(wanted);
  if (range === undefined || range.prefix < 16 || range.prefix > 28)
    throw unprocessable("ip_range must be a private network of a size from /16 to /28");
  if (taken.some((other) => overlap(range, other)))
    throw unprocessable("This range/size overlaps with another VPC network in your account");
  return wanted;
}
