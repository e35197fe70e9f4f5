import { tenantComment } from "@freehold/model";
import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import { checkOwnership } from "../ownership.ts";
import { refuse } from "../refuse.ts";

/** Seconds that resolvers may keep a record. */
const DEFAULT_TTL_SEC = 300;
/** Cloudflare's way to say that it decides; the only value it takes for proxied records. */
const AUTOMATIC_TTL = 1;
const LABELS = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/;

/** Inputs of {@link TenantDns}. */
export interface TenantDnsArgs {
  /** Zone that the name is in, such as `example.com`. Changing it replaces the records. */
  zone: string;

  /**
   * Cloudflare's id of the zone.
   *
   * @default - looked up by the zone's name, which takes a token that may read zones
   */
  zoneId?: pulumi.Input<string>;

  /** Name within the zone, such as `acme`. Changing it replaces the records. */
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
   * Let Cloudflare's network stand in front. Certificates by HTTP-01 on the machine then fail, and only HTTP reaches it.
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

  /** The tenant's immutable id; in the records' comment. */
  tenantId: string;

  /** Owner of the tenant. */
  organization: string;

  /** The operation that creates the records; in their comment, which later updates do not change. */
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

/** One tenant's name in a zone at Cloudflare. The token comes with the option `providers`. */
export class TenantDns extends pulumi.ComponentResource {
  /** The tenant's full name, such as `acme.example.com`. */
  readonly fqdn: pulumi.Output<string>;
  /** The records that were made. */
  readonly records: pulumi.Output<TenantRecord[]>;

  constructor(name: string, args: TenantDnsArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super("freehold:index:TenantDns", name, {}, opts);
    checkOwnership(this, args);
    this.checkNames(args);
    const ttl = this.ttlOf(args);

    const fqdn = `${args.name}.${args.zone}`;
    const zoneId = args.zoneId ?? this.lookUpZone(args.zone);
    const records = wantedRecords(fqdn, args).map(
      ({ suffix, recordName, type, content }) =>
        new cloudflare.DnsRecord(
          `${name}-${suffix}`,
          {
            zoneId,
            name: recordName,
            type,
            content,
            ttl,
            proxied: args.proxied ?? false,
            comment: tenantComment(args),
          },
          // The comment names the operation that made the record; the next one has another.
          { parent: this, ignoreChanges: ["comment"] },
        ),
    );

    // When all records are there: whoever asks for the name may use it.
    this.fqdn = pulumi.all(records.map((record) => record.id)).apply(() => fqdn);
    this.records = pulumi.all(
      records.map((record) =>
        pulumi
          .all([record.name, record.type, record.content])
          .apply(([recordName, type, value]) => ({ name: recordName, type, value: value ?? "" })),
      ),
    );
    this.registerOutputs({ fqdn: this.fqdn, records: this.records });
  }

  private checkNames({ name, zone }: TenantDnsArgs): void {
    for (const [key, value] of Object.entries({ name, zone })) {
      if (!LABELS.test(value)) {
        refuse(this, `${key} must be lower-case letters, digits and hyphens in labels parted by dots, got "${value}"`);
      }
    }
    if (name === zone || name.endsWith(`.${zone}`)) {
      refuse(this, `name must be the part before the zone ${zone}, got "${name}"; leave the zone out`);
    }
  }

  private ttlOf({ proxied, ttlSec }: TenantDnsArgs): number {
    if (proxied) {
      if (ttlSec === undefined) return AUTOMATIC_TTL;
      refuse(this, `ttlSec must be left out for proxied records, got ${ttlSec}: Cloudflare decides it`);
    }
    const ttl = ttlSec ?? DEFAULT_TTL_SEC;
    if (!Number.isInteger(ttl) || ttl < 60 || ttl > 86400)
      refuse(this, `ttlSec must be a whole number from 60 to 86400, got ${ttl}`);
    return ttl;
  }

  private lookUpZone(zone: string): pulumi.Output<string> {
    return cloudflare
      .getZoneOutput({ filter: { name: zone } }, { parent: this })
      .apply((found) => found.zoneId ?? found.id);
  }
}

interface WantedRecord {
  suffix: string;
  recordName: string;
  type: string;
  content: pulumi.Input<string>;
}

function wantedRecords(fqdn: string, { ipv4, ipv6, wildcard }: TenantDnsArgs): WantedRecord[] {
  const names = [
    { prefix: "", recordName: fqdn },
    ...(wildcard ? [{ prefix: "wildcard-", recordName: `*.${fqdn}` }] : []),
  ];
  return names.flatMap(({ prefix, recordName }) => [
    { suffix: `${prefix}a`, recordName, type: "A", content: ipv4 },
    ...(ipv6 === undefined ? [] : [{ suffix: `${prefix}aaaa`, recordName, type: "AAAA", content: ipv6 }]),
  ]);
}
