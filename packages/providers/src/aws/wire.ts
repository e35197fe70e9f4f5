/** A record set as Route 53's XML has it, read as text. */
export interface WireRecordSet {
  /** Full name with a dot at its end; `*` comes as `\052`. */
  Name: string;
  Type: string;
  SetIdentifier?: string;
  Weight?: string;
  GeoLocation?: { CountryCode: string };
  TTL?: string;
  ResourceRecords?: { ResourceRecord: { Value: string }[] };
}

/** A zone. */
export interface WireZone {
  /** `/hostedzone/Z…` */
  Id: string;
  /** With a dot at its end. */
  Name: string;
  CallerReference?: string;
  Config?: { Comment?: string; PrivateZone?: string };
  ResourceRecordSetCount?: string;
}

export type Action = "CREATE" | "UPSERT" | "DELETE";

/** A name as programs write it: without the dot at its end, and with the characters that Route 53 writes as octal numbers. */
export function plainName(wire: string): string {
  const decoded = wire.replace(/\\(\d{3})/g, (_match, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
  return decoded.replace(/\.$/, "").toLowerCase();
}
