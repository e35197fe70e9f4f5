import type * as pulumi from "@pulumi/pulumi";

/** Inputs of `TenantDns`. */
export interface TenantDnsArgs {
  /** Zone that the name is in, such as `example.com`. Changing it replaces the records. */
  zone: string;

  /**
   * Who serves the zone: `cloudflare` or `route53`. Changing it replaces the records.
   *
   * @default "cloudflare"
   */
  provider?: string;

  /**
   * The provider's own id of the zone.
   *
   * @default - looked up by the zone's name, which takes a credential that may read zones
   */
  zoneId?: pulumi.Input<string>;

  /** Name within the zone, such as `acme`; `@` is the zone itself. Changing it replaces the records. */
  name: string;

  /** Address of the A record. */
  ipv4: pulumi.Input<string>;

  /**
   * Address of the AAAA record.
   *
   * @default - no AAAA record
   */
  ipv6?: pulumi.Input<string>;

  /**
   * Give all names below this one the same addresses.
   *
   * @default false
   */
  wildcard?: boolean;

  /**
   * A domain of the customer's own. It gets the same addresses when it is the zone or lies in it.
   *
   * @default - none; a domain in another zone is left alone: its records are its owner's to make
   */
  domain?: string;

  /**
   * Let Cloudflare's network stand in front. Certificates by HTTP-01 on the machine then fail, and only HTTP reaches it. Route 53
   * has no such network and refuses it.
   *
   * @default false
   */
  proxied?: boolean;

  /**
   * Seconds that resolvers may keep a record, 60 to 86400.
   *
   * @default 300, or Cloudflare's choice for proxied records
   */
  ttlSec?: number;

  /**
   * Let the update go on when a name has records of others already. For a destroy that runs the program: it makes no records, and
   * must not end because of somebody else's.
   *
   * @default false
   */
  ignoreTaken?: boolean;

  /** The tenant's immutable id; every record carries it. */
  tenantId: string;

  /** Owner of the tenant. */
  organization: string;

  /** The operation that creates the records; they carry it, and later updates do not change it. */
  operation: string;
}

/** A DNS record as it was made. */
export interface TenantRecord {
  /** Full name. */
  name: string;
  /** `A` or `AAAA`. */
  type: string;
  /** Address. */
  value: string;
}
