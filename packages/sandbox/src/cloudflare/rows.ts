// What an account's tables hold, a type for each. They stand apart from the operations so that account.ts and the operations do not import each other.

/** A zone of the account. */
export interface Zone {
  id: string;
  name: string;
  status: "initializing" | "pending" | "active" | "moved";
  type: "full" | "partial" | "secondary" | "internal";
  paused: boolean;
  created_on: string;
  modified_on: string;
  activated_on: string | null;
  vanity_name_servers: string[];
}

/** The record types that are built. */
export const RECORD_TYPES = ["A", "AAAA", "CNAME", "TXT", "MX", "NS", "CAA", "SRV"] as const;
export type RecordType = (typeof RECORD_TYPES)[number];

/** Values of the record types whose content is made of parts. */
export type RecordData = Record<string, string | number>;

/** A DNS record of a zone. */
export interface DnsRecord {
  id: string;
  zoneId: string;
  type: RecordType;
  name: string;
  content: string;
  /** Seconds; 1 means automatic. */
  ttl: number;
  proxied: boolean;
  priority: number | null;
  data: RecordData | null;
  comment: string | null;
  tags: string[];
  settings: Record<string, unknown>;
  created_on: string;
  modified_on: string;
  comment_modified_on: string | null;
}
