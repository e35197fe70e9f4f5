import { z } from "zod";
import { currentEffects } from "../../kernel/effects.ts";
import { actionLink, startAction } from "../actions.ts";
import { unprocessable } from "../errors.ts";
import { findImage } from "../images.ts";
import { existingRegion, existingSize } from "../offer.ts";
import { intoDefaultProject } from "../projects.ts";
import type { Droplet, Volume, Vpc } from "../rows.ts";
import { findSshKey } from "../ssh-keys.ts";
import { ensureTags, TagNames } from "../tags.ts";
import { operation, type Team } from "../team.ts";
import { attachVolume, refuseAttachment } from "../volumes.ts";
import { defaultVpc, nextPrivateAddress } from "../vpcs.ts";
import { machineIdOf, wireDroplet } from "./droplet.ts";

/** https://docs.digitalocean.com/reference/api/digitalocean/#operation/droplets_create: "may not exceed 64 KiB" */
const MAX_USER_DATA_BYTES = 64 * 1024;
/** "Up to 10 Droplets may be created at a time." */
const MAX_AT_ONCE = 10;

const Name = z
  .string()
  .max(255)
  .regex(
    /^[a-zA-Z0-9]?[a-z0-9A-Z.-]*[a-z0-9A-Z]$/,
    "Only valid hostname characters are allowed. (a-z, A-Z, 0-9, . and -)",
  );

export const BackupPolicyBody = z.object({
  plan: z.enum(["daily", "weekly"]).default("weekly"),
  weekday: z.enum(["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]).optional(),
  hour: z.union([0, 4, 8, 12, 16, 20].map((hour) => z.literal(hour))).default(0),
});

const CreateBody = z.object({
  name: Name.optional(),
  names: z.array(Name).min(1).max(MAX_AT_ONCE).optional(),
  region: z.string().nullish(),
  size: z.string(),
  image: z.union([z.int(), z.string()]),
  ssh_keys: z
    .array(z.union([z.int(), z.string()]))
    .nullish()
    .transform((keys) => keys ?? []),
  backups: z.boolean().nullish(),
  backup_policy: BackupPolicyBody.nullish(),
  ipv6: z.boolean().nullish(),
  private_networking: z.boolean().nullish(),
  with_droplet_agent: z.boolean().nullish(),
  monitoring: z.boolean().nullish(),
  tags: TagNames,
  user_data: z.string().nullish(),
  volumes: z
    .array(z.union([z.string(), z.object({ id: z.string() })]))
    .nullish()
    .transform((volumes) => (volumes ?? []).map((volume) => (typeof volume === "string" ? volume : volume.id))),
  vpc_uuid: z.string().nullish(),
  public_networking: z.boolean().nullish(),
});
type CreateBody = z.infer<typeof CreateBody>;

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/droplets_create
export const createDroplet = operation("POST /droplets", CreateBody, ({ account: team, request, body }) => {
  const names = body.names ?? (body.name === undefined ? [] : [body.name]);
  if (names.length === 0) throw unprocessable("Name can't be blank");
  const plan = planOf(team, body);

  const made = names.map((name) => {
    const droplet = team.droplets.insert(newDroplet(team, name, body, plan));
    intoDefaultProject(team, `do:droplet:${droplet.id}`);
    return { droplet, action: startCreation(team, droplet) };
  });
  ensureTags(team, body.tags);
  const [first] = made;
  if (first !== undefined)
    for (const volume of plan.volumes) attachVolume(team, volume, first.droplet.id, first.action);

  const droplets = made.map(({ droplet }) => wireDroplet(team, droplet));
  const links = { actions: made.map(({ action }) => actionLink(request, action)) };
  return { status: 202, body: body.names === undefined ? { droplet: droplets[0], links } : { droplets, links } };
});

/** An order with everything that it names looked up. */
interface Plan {
  region: string;
  disk: number;
  image: { id: number; name: string };
  authorizedKeys: string[];
  vpc: Vpc;
  volumes: Volume[];
}

/** Looks up all that an order names, or throws the vendor's error. Only the region's default network may be made. */
function planOf(team: Team, body: CreateBody): Plan {
  // "If no region is specified, a region is chosen": here always the same one.
  const region = existingRegion(body.region || "nyc3").slug;
  const { disk } = existingSize(body.size);
  const image = findImage(team, body.image);
  if (image === undefined) throw unprocessable("You specified an invalid image for Droplet creation.");
  if (Buffer.byteLength(body.user_data ?? "") > MAX_USER_DATA_BYTES)
    throw unprocessable("user_data must be less than 64KB");
  const authorizedKeys = body.ssh_keys.map((reference) => {
    const key = findSshKey(team, reference);
    if (key === undefined) throw unprocessable(`${reference} are invalid key identifiers for Droplet creation.`);
    return key.public_key;
  });
  const volumes = body.volumes.map((id) => {
    const volume = team.volumes.get(id);
    if (volume === undefined) throw unprocessable(`volume ${id} not found`);
    refuseAttachment(team, volume, region);
    return volume;
  });
  const name = "slug" in image ? image.slug : `snapshot-${image.id}`;
  return { region, disk, image: { id: image.id, name }, authorizedKeys, volumes, vpc: vpcOf(team, body, region) };
}

function vpcOf(team: Team, body: CreateBody, region: string): Vpc {
  if (!body.vpc_uuid) return defaultVpc(team, region);
  const vpc = team.vpcs.get(body.vpc_uuid);
  if (vpc === undefined) throw unprocessable("vpc_uuid does not name a VPC of this account");
  if (vpc.region !== region) throw unprocessable("the VPC and the Droplet must be in the same region");
  return vpc;
}

function newDroplet(team: Team, name: string, body: CreateBody, plan: Plan): Droplet {
  const { nextId, clock, addresses } = team.services;
  return {
    id: nextId(),
    name,
    status: "new",
    region: plan.region,
    size: body.size,
    disk: plan.disk,
    imageId: plan.image.id,
    imageName: plan.image.name,
    tags: body.tags,
    vpcId: plan.vpc.id,
    privateAddress: nextPrivateAddress(team, plan.vpc),
    machineAddress: addresses.take(),
    hasPublicNet: body.public_networking ?? true,
    hasIpv6: body.ipv6 ?? false,
    monitoring: body.monitoring ?? false,
    backups: body.backups ? (body.backup_policy ?? BackupPolicyBody.parse({})) : null,
    userData: body.user_data ?? "",
    authorizedKeys: plan.authorizedKeys,
    createdAt: clock.timestamp(),
    addressShownAt: clock.now() + (currentEffects().addressAfterMs ?? 0),
  };
}

/** The machine is made when the order is carried out. */
function startCreation(team: Team, droplet: Droplet) {
  return startAction(team, {
    type: "create",
    resource: { id: droplet.id, type: "droplet" },
    region: droplet.region,
    work: async () => {
      await createMachine(team, droplet);
      droplet.status = "active";
    },
  });
}

/** Makes the machine behind a droplet and lets it boot. */
export async function createMachine(team: Team, droplet: Droplet): Promise<void> {
  await team.services.machines.create({
    id: machineIdOf(droplet),
    hostname: droplet.name,
    address: droplet.machineAddress,
    userData: droplet.userData,
    authorizedKeys: droplet.authorizedKeys,
    image: droplet.imageName,
  });
}
