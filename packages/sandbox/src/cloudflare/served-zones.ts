import type { ServedRecord, ServedZone } from "../name-server/served-zone.ts";
import type { Account } from "./account.ts";
import type { DnsRecord, Zone } from "./rows.ts";

/** What "automatic" means: https://developers.cloudflare.com/dns/manage-dns-records/reference/ttl/ */
const AUTOMATIC_TTL = 300;
const ANSWERED: readonly string[] = ["A", "AAAA", "CNAME", "TXT", "CAA", "NS", "MX"] satisfies ServedRecord["type"][];

/** The active zones of an account as its name servers have them; zones that are not active yet are not served. */
export function servedZones({ zones, records }: Account): ServedZone[] {
  return zones.filter(({ status }) => status === "active").map((zone) => servedZone(zone, () => records.all()));
}

function servedZone({ id, name: zone }: Zone, all: () => readonly DnsRecord[]): ServedZone {
  const own = () => all().filter(({ zoneId, proxied }) => zoneId === id && !proxied);
  return {
    name: zone.toLowerCase(),
    recordsOf: (name) => own().flatMap((record) => (record.name.toLowerCase() === name ? served(record) : [])),
    hasBelow: (name) => own().some((record) => record.name.toLowerCase().endsWith(`.${name}`)),
  };
}

function served({ type, ttl, content, priority }: DnsRecord): ServedRecord[] {
  if (!ANSWERED.includes(type)) return [];
  const value = type === "MX" ? `${priority ?? 0} ${content}` : type === "TXT" ? unquoted(content) : content;
  return [{ type: type as ServedRecord["type"], ttl: ttl === 1 ? AUTOMATIC_TTL : ttl, value }];
}

function unquoted(text: string): string {
  return text.replace(/^"([^"]*)"$/, "$1");
}
