import { tenantComment } from "@freehold/model";
import type * as pulumi from "@pulumi/pulumi";
import { checkOwnership } from "../ownership.ts";
import { refuse } from "../refuse.ts";
import type { DnsProvider } from "./dns-provider.ts";
import { DNS_PROVIDERS } from "./dns-providers.ts";
import type { TenantDnsArgs } from "./tenant-dns-args.ts";
import { APEX } from "./wanted-records.ts";

/** Seconds that resolvers may keep a record. */
const DEFAULT_TTL_SEC = 300;
/** Cloudflare's way to say that it decides; the only value it takes for proxied records. */
const AUTOMATIC_TTL = 1;
const LABELS = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/;

/** What the checks found out, to make records with. */
export interface CheckedDns {
  provider: DnsProvider;
  ttlSec: number;
  comment: string;
}

/** Refuses what could not be made, before anything is. */
export function checkDnsArgs(component: pulumi.Resource, args: TenantDnsArgs): CheckedDns {
  checkOwnership(component, args);
  const provider = providerOf(component, args);
  checkNames(component, args);
  return { provider, ttlSec: ttlOf(component, args), comment: commentOf(component, args, provider) };
}

function providerOf(component: pulumi.Resource, { provider = "cloudflare", proxied }: TenantDnsArgs): DnsProvider {
  const found = DNS_PROVIDERS[provider];
  if (!found) refuse(component, `provider must be one of ${Object.keys(DNS_PROVIDERS).join(", ")}, got "${provider}"`);
  if (proxied && !found.canProxy) {
    refuse(component, `proxied must be false at ${provider}, which has no network to stand in front, got true`);
  }
  return found;
}

function checkNames(component: pulumi.Resource, { name, zone, domain }: TenantDnsArgs): void {
  const names = { zone, ...(name === APEX ? {} : { name }), ...(domain === undefined ? {} : { domain }) };
  for (const [key, value] of Object.entries(names)) {
    if (LABELS.test(value)) continue;
    refuse(component, `${key} must be lower-case letters, digits and hyphens in labels parted by dots, got "${value}"`);
  }
  if (name === zone || name.endsWith(`.${zone}`)) {
    refuse(component, `name must be the part before the zone ${zone}, got "${name}"; leave the zone out`);
  }
}

function ttlOf(component: pulumi.Resource, { proxied, ttlSec }: TenantDnsArgs): number {
  if (proxied) {
    if (ttlSec === undefined) return AUTOMATIC_TTL;
    refuse(component, `ttlSec must be left out for proxied records, got ${ttlSec}: Cloudflare decides it`);
  }
  const ttl = ttlSec ?? DEFAULT_TTL_SEC;
  if (!Number.isInteger(ttl) || ttl < 60 || ttl > 86400)
    refuse(component, `ttlSec must be a whole number from 60 to 86400, got ${ttl}`);
  return ttl;
}

function commentOf(component: pulumi.Resource, args: TenantDnsArgs, { maxCommentLength }: DnsProvider): string {
  const comment = tenantComment(args);
  if (comment.length <= maxCommentLength) return comment;
  refuse(
    component,
    `tenantId and operation must leave the records' comment at ${maxCommentLength} characters, got ${comment.length}: "${comment}"`,
  );
}
