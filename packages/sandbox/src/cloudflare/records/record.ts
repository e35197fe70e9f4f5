import { isIPv4, isIPv6 } from "node:net";
import { domainToASCII } from "node:url";
import { canonicalAddress } from "@freehold/model";
import type { Account } from "../account.ts";
import { refusals } from "../errors.ts";
import type { DnsRecord, RecordData, RecordType, Zone } from "../rows.ts";

/** What a request says about a record; fields left out keep their value or get the default. */
export interface RecordFields {
  type?: RecordType | undefined;
  name?: string | undefined;
  content?: string | undefined;
  ttl?: number | undefined;
  proxied?: boolean | undefined;
  priority?: number | undefined;
  data?: RecordData | undefined;
  comment?: string | null | undefined;
  tags?: string[] | undefined;
  settings?: Record<string, unknown> | undefined;
}

/** On the free plan: https://developers.cloudflare.com/dns/manage-dns-records/reference/record-attributes/#availability */
const MAX_COMMENT_LENGTH = 100;
const MAX_NAME_LENGTH = 255;
const AUTOMATIC_TTL = 1;
const MIN_TTL = 60;
const MAX_TTL = 86_400;
const PROXIABLE: RecordType[] = ["A", "AAAA", "CNAME"];
const LABEL = /^(\*|[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)$/;

/** The record that the fields describe, checked as the vendor checks it. Nothing changes yet. */
export function plannedRecord(
  account: Account,
  zone: Zone,
  fields: RecordFields,
): Omit<DnsRecord, "id" | "created_on" | "modified_on" | "comment_modified_on"> {
  const { type } = fields;
  if (type === undefined) throw refusals.typeInvalid();
  const name = normalizedName(zone, fields.name ?? "");
  const { content, data } = checkedContent(type, fields);
  const proxied = fields.proxied ?? false;
  const ttl = fields.ttl ?? AUTOMATIC_TTL;
  const comment = fields.comment || null;
  const tags = fields.tags ?? [];
  if (ttl !== AUTOMATIC_TTL && !(ttl >= MIN_TTL && ttl <= MAX_TTL)) throw refusals.ttlInvalid();
  if (proxied) refuseProxying(account, type, content);
  if (comment !== null && comment.length > MAX_COMMENT_LENGTH)
    throw refusals.fieldInvalid(
      `comment must be at most ${MAX_COMMENT_LENGTH} characters on this plan, got ${comment.length}.`,
    );
  if (tags.length > 0) throw refusals.tagsNotAllowed(tags.length);
  return {
    zoneId: zone.id,
    type,
    name,
    content,
    data,
    proxied,
    // A proxied record is answered by the vendor's edge, so its TTL is always automatic.
    ttl: proxied ? AUTOMATIC_TTL : ttl,
    priority: type === "MX" ? (fields.priority ?? 0) : null,
    comment,
    tags,
    settings: fields.settings ?? {},
  };
}

/** Refuses a record that cannot stand beside the zone's other records. */
export function refuseConflict(
  account: Account,
  planned: Pick<DnsRecord, "zoneId" | "type" | "name" | "content">,
  self?: DnsRecord,
): void {
  const beside = account.records.filter(
    (row) => row !== self && row.zoneId === planned.zoneId && row.name === planned.name,
  );
  if (beside.some((row) => row.type === planned.type && row.content === planned.content))
    throw refusals.recordIdentical();
  const types = new Set(beside.map((row) => row.type));
  const isAddress = planned.type === "A" || planned.type === "AAAA";
  if (planned.type === "CNAME" && (types.has("A") || types.has("AAAA") || types.has("CNAME")))
    throw refusals.cnameBeside();
  if (isAddress && types.has("CNAME")) throw refusals.besideCname();
  if ((isAddress || planned.type === "CNAME") && types.has("NS")) throw refusals.besideNs();
}

/** A record as the vendor writes it. */
export function wireRecord(account: Account, record: DnsRecord) {
  const { zoneId: _zoneId, priority, data, settings, comment_modified_on, ...rest } = record;
  return {
    ...rest,
    proxiable: isProxiable(account, record.type, record.content),
    settings: record.type === "CNAME" ? { flatten_cname: false, ...settings } : settings,
    meta: {},
    ...(priority !== null && { priority }),
    ...(data !== null && { data }),
    ...(comment_modified_on !== null && { comment_modified_on }),
  };
}

/** The full name in lower case: `@` and `www` are completed with the zone's name. */
function normalizedName(zone: Zone, text: string): string {
  const given = domainToASCII(text.replace(/\.$/, "")).toLowerCase() || text.toLowerCase();
  const isComplete = given === zone.name || given.endsWith(`.${zone.name}`);
  const name = given === "@" ? zone.name : isComplete ? given : `${given}.${zone.name}`;
  const isValid = given !== "" && name.length <= MAX_NAME_LENGTH && name.split(".").every((label) => LABEL.test(label));
  if (!isValid) throw refusals.nameInvalid();
  return name;
}

function checkedContent(
  type: RecordType,
  { content = "", data }: RecordFields,
): { content: string; data: RecordData | null } {
  switch (type) {
    case "A":
      if (!isIPv4(content)) throw refusals.contentNotIpv4();
      return { content, data: null };
    case "AAAA":
      if (!isIPv6(content)) throw refusals.contentNotIpv6();
      // Kept shortened, so that other spellings of it are the same record.
      return { content: canonicalAddress(content) ?? content, data: null };
    case "CNAME":
    case "NS":
    case "MX":
      return { content: hostContent(type, content), data: null };
    case "TXT":
      if (content === "") throw refusals.contentNotHost(type);
      return { content, data: null };
    case "CAA":
      return {
        content: `${part(type, data, "flags")} ${part(type, data, "tag")} "${part(type, data, "value")}"`,
        data: data ?? null,
      };
    case "SRV":
      return {
        content: `${part(type, data, "weight")} ${part(type, data, "port")} ${part(type, data, "target")}`,
        data: data ?? null,
      };
  }
}

function hostContent(type: RecordType, content: string): string {
  const host = content.replace(/\.$/, "").toLowerCase();
  if (!host.split(".").every((label) => LABEL.test(label))) throw refusals.contentNotHost(type);
  return host;
}

function part(type: RecordType, data: RecordData | undefined, name: string): string | number {
  const value = data?.[name];
  if (value === undefined) throw refusals.fieldInvalid(`data.${name} is required for ${type} records.`);
  return value;
}

function refuseProxying(account: Account, type: RecordType, content: string): void {
  if (!PROXIABLE.includes(type)) throw refusals.typeNotProxiable();
  if (!isProxiable(account, type, content)) throw refusals.targetNotProxiable(content);
}

function isProxiable(account: Account, type: RecordType, content: string): boolean {
  if (type === "A") return account.isPublicAddress(content);
  return PROXIABLE.includes(type);
}
