import * as pulumi from "@pulumi/pulumi";
import { DNS_PROVIDERS } from "./dns-providers.ts";
import { lookUpZone } from "./look-up-zone.ts";

/** What is asked for, and who is asked. */
export interface ZoneQuestion {
  /** Name of the zone, such as `example.com`. */
  zone: string;
  /** Who serves it: `cloudflare` or `route53`. */
  dnsProvider: string;
  /** @default - looked up by the name */
  zoneId?: string | undefined;
  /** What the zone's provider is asked through. */
  provider: pulumi.ProviderResource;
}

/** A zone that is there. */
export interface FoundZone {
  id: pulumi.Output<string>;
  /** For the `dependsOn` of what must not be ordered in vain: a program that cannot find its zone ends before it. */
  found: pulumi.Output<pulumi.Resource>;
}

/** Looks a zone up before anything else is done. A zone whose id is given is believed. */
export function findZone({ zone, dnsProvider, zoneId, provider }: ZoneQuestion): FoundZone {
  const dns = DNS_PROVIDERS[dnsProvider];
  if (dns === undefined)
    throw new Error(`no provider of zones is called ${dnsProvider}: the configuration must be checked first`);
  const id = pulumi.output(zoneId ?? lookUpZone(dns, zone, { provider }));
  return { id, found: id.apply(() => provider) };
}
