import { FreeholdError } from "@freehold/model";
import { createCloudflareClient } from "./cloudflare/client.ts";
import { CloudHttpError } from "./http/cloud-http-error.ts";
import type { CloudAccess } from "./inventory.ts";
import { createRoute53Client } from "./route53/client.ts";

/** A credential of whoever serves a zone. */
export type ZoneAccess = Extract<CloudAccess, { cloud: "cloudflare" | "route53" }>;

/** How a provider's zones are looked up. */
interface ZoneLookUp {
  idOf(name: string): Promise<string | undefined>;
  /** Undefined when the credential may not read zones: then nobody can say. */
  nameOf(id: string): Promise<string | undefined>;
}

/**
 * Makes sure, before anything is ordered, that the zone of an access is there, and returns its id: by its name, or by the id, which must be
 * that of the zone or of one that the name lies in. An access that has only an id is believed.
 *
 * @throws FreeholdError `cloud_misconfigured` that names the setting; of a name in another zone that zone's id
 */
export async function assertZone(access: ZoneAccess): Promise<string> {
  const { zoneId, zone, cloud } = access;
  if (zone === undefined && zoneId === undefined) throw new Error("an access to a zone has its name or its id");
  const lookUp = access.cloud === "cloudflare" ? atCloudflare(access) : atRoute53(access);
  if (zoneId !== undefined) {
    const found = zone === undefined ? undefined : await lookUp.nameOf(zoneId);
    if (found !== undefined && zone !== undefined && !isWithin(zone, found))
      throw foreignId(cloud, zone, zoneId, found);
    return zoneId;
  }
  const id = await lookUp.idOf(zone ?? "");
  if (id !== undefined) return id;
  throw await unknownZone(cloud, zone ?? "", lookUp);
}

function isWithin(name: string, zone: string): boolean {
  return name === zone || name.endsWith(`.${zone}`);
}

async function unknownZone(cloud: ZoneAccess["cloud"], name: string, lookUp: ZoneLookUp): Promise<FreeholdError> {
  for (const parent of parentsOf(name)) {
    const id = await lookUp.idOf(parent);
    if (id === undefined) continue;
    return new FreeholdError(
      "cloud_misconfigured",
      `${name} is no zone at ${cloud}, but a name in the zone ${parent}`,
      {
        nextStep: `set FREEHOLD_ZONE_ID to ${id}, or FREEHOLD_ZONE to ${name}=${id}; for \`pulumi up\` the stack's zoneId`,
        cloud,
      },
    );
  }
  return new FreeholdError("cloud_misconfigured", `the credential for ${cloud} sees no zone "${name}"`, {
    nextStep:
      cloud === "cloudflare"
        ? "set FREEHOLD_ZONE to a zone of the account, and CLOUDFLARE_API_TOKEN to a token with Zone:Read and DNS:Edit for it"
        : "set FREEHOLD_ZONE to a hosted zone of the account, and AWS_ACCESS_KEY_ID to a key that may list hosted zones by name",
    cloud,
  });
}

function foreignId(cloud: ZoneAccess["cloud"], name: string, id: string, found: string): FreeholdError {
  return new FreeholdError(
    "cloud_misconfigured",
    `FREEHOLD_ZONE_ID is the id of the zone ${found}, and ${name} does not lie in it, got "${id}"`,
    { nextStep: `set FREEHOLD_ZONE_ID to the id of the zone that ${name} is or lies in, or leave it out`, cloud },
  );
}

/** `example.com` of `tenants.example.com`; nothing above the registered domain is worth a question. */
function parentsOf(name: string): string[] {
  const labels = name.split(".");
  return labels.slice(1, -1).map((_, index) => labels.slice(index + 1).join("."));
}

function atCloudflare(access: Extract<ZoneAccess, { cloud: "cloudflare" }>): ZoneLookUp {
  const client = createCloudflareClient(access);
  return {
    idOf: async (name) => (await client.zoneByName(name))?.id,
    nameOf: (id) =>
      client
        .zoneById(id)
        .then((zone) => zone?.name)
        .catch(unlessRefused),
  };
}

function atRoute53(access: Extract<ZoneAccess, { cloud: "route53" }>): ZoneLookUp {
  const client = createRoute53Client(access);
  return { idOf: (name) => client.zoneIdByName(name), nameOf: (id) => client.zoneNameById(id).catch(unlessRefused) };
}

/** A credential for a zone's records alone may not read the zone itself. */
function unlessRefused(error: unknown): undefined {
  if (error instanceof CloudHttpError && error.status === 403) return undefined;
  throw error;
}
