/** What the world's name servers say. A name that does not exist has no values. */
export interface DnsLookup {
  /** The TXT records of a name, each as one text. */
  texts(name: string): Promise<string[]>;
  /** The addresses that a name leads to, IPv4 and IPv6, CNAMEs followed. */
  addresses(name: string): Promise<string[]>;
  /** The CAA records of a name, not of those above it. */
  caa(name: string): Promise<CaaRecord[]>;
}

/** What a CAA record says: RFC 8659. */
export interface CaaRecord {
  /** An authority that does not know the tag must issue nothing. */
  critical: boolean;
  /** `issue`, `issuewild`, `iodef`, … */
  tag: string;
  value: string;
}
