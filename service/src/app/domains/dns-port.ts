/** What the world's name servers say. A name that does not exist has no values. */
export interface DnsLookup {
  /** The TXT records of a name, each as one text. */
  texts(name: string): Promise<string[]>;
  /** The addresses that a name leads to, IPv4 and IPv6, CNAMEs followed. */
  addresses(name: string): Promise<string[]>;
}
