// What an account's tables hold, a type for each. They stand apart from the operations so that account.ts and the operations do not import each other.

/** A public hosted zone. */
export interface Zone {
  id: string;
  /** With a dot at its end. */
  name: string;
  callerReference: string;
  comment: string;
}

/** The record types that are built. */
export const RECORD_TYPES = ["A", "AAAA", "CAA", "CNAME", "MX", "NS", "PTR", "SOA", "SRV", "TXT"] as const;
export type RecordType = (typeof RECORD_TYPES)[number];

/** All values of a name and type; several of them when they are distinguished by identifiers. */
export interface RecordSet {
  id: string;
  zoneId: string;
  /** With a dot at its end. */
  name: string;
  type: RecordType;
  /** Undefined for a simple record set. */
  setIdentifier: string | undefined;
  weight: number | undefined;
  /** Code of the country that a geolocation record set is for; `*` is every one that has none. */
  country: string | undefined;
  /** Seconds. */
  ttl: number;
  values: string[];
}

/** A change on its way to the name servers. */
export interface Change {
  id: string;
  submittedAt: string;
  /** By the clock, in milliseconds. */
  inSyncAt: number;
  comment: string | undefined;
}
