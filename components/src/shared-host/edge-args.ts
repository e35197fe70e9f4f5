import type * as pulumi from "@pulumi/pulumi";

/** Where the edge's certificates come from. */
export const EdgeTls = {
  /** One wildcard per zone from Let's Encrypt by DNS-01 at Cloudflare; names outside the zones by HTTP-01. */
  AcmeDns: "acme-dns",
  /** One per name from Let's Encrypt by HTTP-01: the name must lead to the host, and port 80 be open. */
  AcmeHttp: "acme-http",
  /** Traefik's own, which no browser trusts, or one that is given: for tests and behind a network that brings its own. */
  Internal: "internal",
} as const;
/** Where the edge's certificates come from. */
export type EdgeTls = (typeof EdgeTls)[keyof typeof EdgeTls];

/** A certificate for all names of the edge, with its key. */
export interface EdgeCertificate {
  /** The certificate and its chain, PEM. */
  certificate: pulumi.Input<string>;
  /** Its private key, PEM. Secret. */
  privateKey: pulumi.Input<string>;
}

/** Settings of a shared host's edge. */
export interface EdgeArgs {
  /** Where certificates come from: `acme-dns`, `acme-http` or `internal`. */
  tls: EdgeTls;

  /**
   * Zones whose names are directly in them, such as `example.com`: a wildcard each with `acme-dns`.
   *
   * @default - none
   */
  zones?: string[];

  /**
   * Whom the certificate authority writes to. With `acme-dns` and `acme-http` there must be one.
   *
   * @default - none
   */
  email?: string;

  /**
   * Directory of the certificate authority, such as Let's Encrypt's staging one.
   *
   * @default "https://acme-v02.api.letsencrypt.org/directory"
   */
  caServer?: string;

  /**
   * With `acme-dns`: a token that may edit the zones at Cloudflare. It stays on the host, in a file of mode 0600 that no slot reaches. Secret.
   *
   * @default - none
   */
  zoneToken?: pulumi.Input<string>;

  /**
   * With `internal`: the certificate to show instead of Traefik's own.
   *
   * @default - Traefik's own
   */
  certificate?: EdgeCertificate;
}
