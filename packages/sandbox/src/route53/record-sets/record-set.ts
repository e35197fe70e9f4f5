import { isIPv4, isIPv6 } from "node:net";
import type { Account } from "../account.ts";
import { compareNames, wireName } from "../names.ts";
import type { RecordSet, RecordType, Zone } from "../rows.ts";

/** What a change says of a record set. */
export type RecordSetFields = Omit<RecordSet, "id" | "zoneId">;

/** A zone's record sets in the order of lists: by name, type and identifier. */
export function recordSetsOf(account: Account, zone: Zone): RecordSet[] {
  return account.recordSets
    .filter(({ zoneId }) => zoneId === zone.id)
    .sort(
      (a, b) =>
        compareNames(a.name, b.name) ||
        compareText(a.type, b.type) ||
        compareText(a.setIdentifier ?? "", b.setIdentifier ?? ""),
    );
}

/** Two texts in the order of their characters' numbers. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A record set as answers show it. */
export function wireRecordSet({ name, type, setIdentifier, weight, country, ttl, values }: RecordSet): object {
  return {
    Name: wireName(name),
    Type: type,
    ...(setIdentifier !== undefined && { SetIdentifier: setIdentifier }),
    ...(weight !== undefined && { Weight: weight }),
    ...(country !== undefined && { GeoLocation: { CountryCode: country } }),
    TTL: ttl,
    ResourceRecords: { ResourceRecord: values.map((Value) => ({ Value })) },
  };
}

/** What is wrong with a value of a type, in the vendor's words; undefined when nothing is. */
export function valueProblem(type: RecordType, value: string): string | undefined {
  if (type === "A" && !isIPv4(value))
    return `ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address) encountered with '${value}'`;
  if (type === "AAAA" && !isIPv6(value))
    return `AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address) encountered with '${value}'`;
  if (type === "TXT" && !/^"([^"\\]|\\.)*"( "([^"\\]|\\.)*")*$/.test(value))
    return `InvalidCharacterString (Value should be enclosed in quotation marks) encountered with '${value}'`;
  return undefined;
}
