import { tenantOfComment } from "@freehold/model";
import { assertZone } from "./assert-zone.ts";
import { createCloudflareClient } from "./cloudflare/client.ts";
import type { CloudAccess } from "./inventory.ts";
import { createRoute53Client, plainName } from "./route53/client.ts";

/** Types that decide where a name leads. */
const LEADING_TYPES = ["A", "AAAA", "CNAME", "HTTPS", "NS"];

/** A record as it is reported. */
interface FoundRecord {
  type: string;
  content: string;
  /** Whose it says that it is. */
  comment: string | undefined;
}

/** The record by which a name leads somewhere already and which is not the tenant's, such as `A 192.0.2.1`; undefined when there is none. */
export async function foreignRecord(
  access: Extract<CloudAccess, { cloud: "cloudflare" | "route53" }>,
  name: string,
  tenantId: string,
): Promise<string | undefined> {
  const records = access.cloud === "cloudflare" ? await atCloudflare(access, name) : await atRoute53(access, name);
  // Of several always the same one: vendors list them in no order that could be relied on.
  const [found] = records
    .filter(({ type, comment }) => LEADING_TYPES.includes(type) && tenantOfComment(comment) !== tenantId)
    .sort((a, b) => a.type.localeCompare(b.type));
  return found && `${found.type} ${found.content}`;
}

async function atCloudflare(
  access: Extract<CloudAccess, { cloud: "cloudflare" }>,
  name: string,
): Promise<FoundRecord[]> {
  const client = createCloudflareClient(access);
  const zoneId = access.zoneId ?? (await assertZone(access));
  const records = await client.recordsByName(zoneId, name);
  return records.map(({ type, content = "", comment }) => ({ type, content, comment: comment ?? undefined }));
}

async function atRoute53(access: Extract<CloudAccess, { cloud: "route53" }>, name: string): Promise<FoundRecord[]> {
  const client = createRoute53Client(access);
  const zoneId = access.zoneId ?? (await assertZone(access));
  const sets = await client.recordSets(zoneId, name);
  return sets
    .filter((set) => plainName(set.Name) === name)
    .map(({ Type: type, SetIdentifier: comment, ResourceRecords }) => ({
      type,
      content: ResourceRecords?.ResourceRecord.map(({ Value }) => Value).join(", ") ?? "",
      comment,
    }));
}
