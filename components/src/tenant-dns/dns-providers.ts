import { cloudflareDns } from "./cloudflare-dns.ts";
import type { DnsProvider } from "./dns-provider.ts";
import { route53Dns } from "./route53-dns.ts";

/** Who can serve a zone. */
export const DNS_PROVIDERS: Readonly<Record<string, DnsProvider>> = { cloudflare: cloudflareDns, route53: route53Dns };
