import { createCloudflareClient } from "./cloudflare/client.ts";
import { CloudHttpError } from "./http/cloud-http-error.ts";
import type { CloudAccess } from "./inventory.ts";
import { createRoute53Client } from "./route53/client.ts";

/** A permission of a token for names, and what it is for. */
export interface ZonePermission {
  name: string;
  for: string;
}

/** Of an API token, for the zones of the tenants' names. https://developers.cloudflare.com/fundamentals/api/reference/permissions/ */
export const CLOUDFLARE_PERMISSIONS: readonly ZonePermission[] = [
  { name: "Zone:Read", for: "find a zone by its name; not needed where FREEHOLD_ZONE_ID says which" },
  { name: "DNS:Edit", for: "read, make and delete records" },
];

/**
 * IAM actions of an access key: those that the provider and the service call.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonroute53.html
 */
export const ROUTE53_ACTIONS: readonly ZonePermission[] = [
  {
    name: "route53:ListHostedZonesByName",
    for: "find a zone by its name; not needed where FREEHOLD_ZONE_ID says which",
  },
  { name: "route53:GetHostedZone", for: "the provider reads the zone of a record" },
  { name: "route53:ListResourceRecordSets", for: "read records" },
  { name: "route53:ChangeResourceRecordSets", for: "make and delete records" },
  { name: "route53:GetChange", for: "wait until a change is in force" },
];

/**
 * The permissions that a zone's token lacks. Changes nothing: what is asked to be deleted does not exist.
 *
 * @throws FreeholdError `cloud_unauthorized` for a token that is not valid at all, `cloud_unreachable`
 */
export async function missingZonePermissions(
  access: Extract<CloudAccess, { cloud: "cloudflare" | "route53" }>,
): Promise<string[]> {
  return access.cloud === "cloudflare" ? atCloudflare(access) : atRoute53(access);
}

/** No record has it. */
const NO_RECORD = "0".repeat(32);

async function atCloudflare(access: Extract<CloudAccess, { cloud: "cloudflare" }>): Promise<string[]> {
  const client = createCloudflareClient({ ...access, attempts: 2 });
  // A zone that a token may not read is left out of the list.
  const zoneId = access.zoneId ?? (await unlessForbidden(() => client.zoneByName(access.zone ?? "")))?.id;
  if (zoneId === undefined) return [`Zone:Read of ${access.zone}`];
  return (await isForbidden(() => client.deleteRecord(zoneId, NO_RECORD)))
    ? [`DNS:Edit of ${access.zone ?? zoneId}`]
    : [];
}

async function atRoute53(access: Extract<CloudAccess, { cloud: "route53" }>): Promise<string[]> {
  const client = createRoute53Client({ ...access, attempts: 3 });
  const zoneId = access.zoneId ?? (await unlessForbidden(() => client.zoneIdByName(access.zone ?? "")));
  if (zoneId === undefined) return ["route53:ListHostedZonesByName"];
  const missing: string[] = [];
  for (const [action, ask] of client.permissionProbes(zoneId)) if (await isForbidden(ask)) missing.push(action);
  return missing;
}

async function unlessForbidden<Answer>(ask: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}

async function isForbidden(ask: () => Promise<unknown>): Promise<boolean> {
  try {
    await ask();
    return false;
  } catch (error) {
    if (isRefusal(error)) return true;
    // It was judged, and found to make no sense: so it was meant to be.
    if (error instanceof CloudHttpError && error.status < 429) return false;
    throw error;
  }
}

/** Cloudflare answers so to a token that is valid and may not; Route 53 with `AccessDenied`. */
function isRefusal(error: unknown): boolean {
  return error instanceof CloudHttpError && error.status === 403 && !NOT_VALID.includes(error.vendorCode);
}

/** What is refused is the credential itself. */
const NOT_VALID: readonly string[] = ["InvalidClientTokenId", "SignatureDoesNotMatch", "9109"];
