/** The record types that name servers of the sandbox answer. */
export type AnsweredType = "A" | "AAAA" | "CNAME" | "TXT" | "CAA" | "NS" | "MX";

/** Records of one name and type. */
export interface ServedRecord {
  type: AnsweredType;
  /** Seconds. */
  ttl: number;
  /** As text: an address, a name without a dot at its end, a text, `0 issue "letsencrypt.org"`, `10 mail.example.com`. */
  value: string;
}

/** A zone as its name servers have it. */
export interface ServedZone {
  /** In lower case, without a dot at its end. */
  name: string;
  /** The records of exactly this name, `*` included; in lower case, without a dot at its end. */
  recordsOf(name: string): ServedRecord[];
  /** Whether something in the zone is below the name: it exists then, also without records. */
  hasBelow(name: string): boolean;
}

/** What is found of a name, with the alias that led there. */
export interface Found {
  outcome: "answered" | "no_such_name" | "not_ours";
  /** In the order in which they were found: aliases first. */
  records: (ServedRecord & { name: string })[];
  /** The zone that the last name is in. */
  zone?: string;
}

/** Aliases that are followed for one question. */
const MOST_ALIASES = 8;

/** Answers one question from the zones' records and from nothing else. */
export function lookUp(zones: readonly ServedZone[], asked: string, type: string): Found {
  const records: Found["records"] = [];
  let name = asked.toLowerCase().replace(/\.$/, "");
  for (let aliases = 0; aliases <= MOST_ALIASES; aliases += 1) {
    const zone = zoneOf(zones, name);
    if (zone === undefined) return { outcome: records.length === 0 ? "not_ours" : "answered", records };
    const all = recordsAt(zone, name);
    const wanted = (all ?? []).filter((record) => record.type === type);
    records.push(...wanted.map((record) => ({ ...record, name })));
    const alias = all?.find((record) => record.type === "CNAME");
    if (wanted.length > 0 || alias === undefined)
      return { outcome: all === undefined ? "no_such_name" : "answered", records, zone: zone.name };
    records.push({ ...alias, name });
    name = alias.value;
  }
  return { outcome: "answered", records };
}

/** The longest zone that a name is in. */
function zoneOf(zones: readonly ServedZone[], name: string): ServedZone | undefined {
  return zones
    .filter((zone) => name === zone.name || name.endsWith(`.${zone.name}`))
    .sort((a, b) => b.name.length - a.name.length)[0];
}

/** Undefined for a name that does not exist. A wildcard answers for what does not exist below its parent (RFC 4592). */
function recordsAt(zone: ServedZone, name: string): ServedRecord[] | undefined {
  for (let closest = name; ; closest = closest.slice(closest.indexOf(".") + 1)) {
    const isAsked = closest === name;
    const own = zone.recordsOf(isAsked ? name : `*.${closest}`);
    if (own.length > 0) return own;
    if (isAsked && (closest === zone.name || zone.hasBelow(closest))) return [];
    if (closest === zone.name || zone.hasBelow(closest) || zone.recordsOf(closest).length > 0) return undefined;
  }
}
