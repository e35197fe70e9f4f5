/** Where the certificate of a tenant's URL comes from. */
export const TlsMode = {
  /** From Let's Encrypt by HTTP-01, on the machine: its name must lead there, and port 80 be open. */
  Own: "own",
  /** From an authority of the machine's own, which no browser trusts: for tests and for machines behind an edge that does not check. */
  Internal: "internal",
  /** The edge's, of the shared host that the slot is on: the gateway is reached through the slot's network only. */
  Edge: "edge",
  /** None: plain HTTP on the API port, TLS ends elsewhere. */
  None: "none",
} as const;
/** Where the certificate of a tenant's URL comes from. */
export type TlsMode = (typeof TlsMode)[keyof typeof TlsMode];
