import type { ServedRecord, ServedZone } from "../name-server/served-zone.ts";
import type { Account } from "./account.ts";
import type { RecordSet, Zone } from "./rows.ts";

const ANSWERED: readonly string[] = ["A", "AAAA", "CNAME", "TXT", "CAA", "NS", "MX"] satisfies ServedRecord["type"][];
/** The country that a geolocation record set is for when no other fits: where the asker is, nobody knows here. */
const ANY_COUNTRY = "*";

/** The hosted zones of an account as their name servers have them. */
export function servedZones({ zones, recordSets }: Account): ServedZone[] {
  return zones.all().map((zone) => servedZone(zone, () => recordSets.all()));
}

function servedZone({ id, name: zone }: Zone, all: () => readonly RecordSet[]): ServedZone {
  const own = () => all().filter(({ zoneId }) => zoneId === id);
  const nameOf = (set: RecordSet) => set.name.replace(/\.$/, "");
  return {
    name: zone.replace(/\.$/, ""),
    recordsOf: (name) => own().flatMap((set) => (nameOf(set) === name ? served(set) : [])),
    hasBelow: (name) => own().some((set) => nameOf(set).endsWith(`.${name}`)),
  };
}

function served({ type, ttl, values, country }: RecordSet): ServedRecord[] {
  if (!ANSWERED.includes(type) || (country !== undefined && country !== ANY_COUNTRY)) return [];
  return values.map((value) => ({ type: type as ServedRecord["type"], ttl, value: plain(type, value) }));
}

function plain(type: string, value: string): string {
  if (type === "TXT") return [...value.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text = ""]) => text).join("");
  return value.replace(/\.$/, "");
}
