import { canonicalAddress } from "@freehold/model";
import * as pulumi from "@pulumi/pulumi";
import { checkDnsArgs } from "./check-dns-args.ts";
import { lookUpZone } from "./look-up-zone.ts";
import type { TenantDnsArgs, TenantRecord } from "./tenant-dns-args.ts";
import { fullName, wantedNames } from "./wanted-records.ts";

/**
 * One tenant's names in a zone at Cloudflare or Route 53. The credential comes with the option `providers`. A record that is not
 * this tenant's is never overwritten nor joined: its name ends the update with `dns_record_taken`.
 */
export class TenantDns extends pulumi.ComponentResource {
  /** The tenant's full name, such as `acme.example.com`. */
  readonly fqdn: pulumi.Output<string>;
  /** The records that were made. */
  readonly records: pulumi.Output<TenantRecord[]>;

  constructor(name: string, args: TenantDnsArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super("freehold:index:TenantDns", name, {}, opts);
    const { provider, ttlSec, comment } = checkDnsArgs(this, args);
    const { tenantId, proxied = false, ignoreTaken = false } = args;
    const common = { ttlSec, proxied, comment, tenantId, refusesTaken: !ignoreTaken };

    const zoneId = args.zoneId ?? pulumi.output(lookUpZone(provider, args.zone, { parent: this }));
    const records = wantedNames(args).flatMap(({ prefix, fullName: recordName, mayGo }) =>
      addressesOf(args).map(({ type, content }) => {
        const order = { ...common, zoneId, name: recordName, type, content, mayGo };
        const made = provider.makeRecord(`${name}-${prefix}${type.toLowerCase()}`, order, this);
        return { made, name: recordName, type, value: content };
      }),
    );

    // When all records are there: whoever asks for the name may use it.
    this.fqdn = pulumi.all(records.map(({ made }) => made.id)).apply(() => fullName(args));
    this.records = pulumi.all(
      records.map(({ made, ...shown }) => pulumi.all([shown, made.id]).apply(([record]) => record)),
    );
    this.registerOutputs({ fqdn: this.fqdn, records: this.records });
  }
}

function addressesOf({ ipv4, ipv6 }: TenantDnsArgs): { type: string; content: pulumi.Input<string> }[] {
  // Cloudflare keeps IPv6 shortened: another spelling would be a change at every update.
  const shortened = (address: pulumi.Input<string>) =>
    pulumi.output(address).apply((text) => canonicalAddress(text) ?? text);
  return [{ type: "A", content: ipv4 }, ...(ipv6 === undefined ? [] : [{ type: "AAAA", content: shortened(ipv6) }])];
}
