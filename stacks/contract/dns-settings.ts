import { z } from "zod";
import type { StackSetting } from "./stack-settings.ts";

/** Who can serve a zone. */
export const DNS_PROVIDER_NAMES = ["cloudflare", "route53"] as const;
export type DnsProviderName = (typeof DNS_PROVIDER_NAMES)[number];

const Route53Endpoint = z.strictObject({ route53: z.url() });

/** How Route 53 is reached. */
const AwsSettings = z.strictObject({
  accessKey: z.string().min(1),
  secretKey: z.string().min(1),
  /** Of a credential that ends. */
  token: z.string().min(1).optional(),
  /** Route 53 is in no region; the provider wants one nevertheless. */
  region: z.string().min(1).default("us-east-1"),
  /** An address alone is Route 53's. */
  endpoints: z.union([z.array(Route53Endpoint).length(1), z.url().transform((route53) => [{ route53 }])]).optional(),
});
export type AwsSettings = z.infer<typeof AwsSettings>;

/**
 * Credentials and addresses of the providers that records are made through, under the names of their Pulumi packages. A stack needs
 * that of its own zone.
 */
export const DnsProviders = z.strictObject({
  cloudflare: z.strictObject({ apiToken: z.string().min(1), baseUrl: z.url().optional() }).optional(),
  aws: AwsSettings.optional(),
});
export type DnsProviders = z.infer<typeof DnsProviders>;

/** The provider of each kind of zone, and the setting that it cannot do without. */
const PROVIDERS: Readonly<Record<DnsProviderName, { name: keyof DnsProviders; needs: string }>> = {
  cloudflare: { name: "cloudflare", needs: "apiToken" },
  route53: { name: "aws", needs: "accessKey" },
};

/** The settings of {@link DnsProviders}, for a stack that has them under `providers`. */
export const DNS_PROVIDER_SETTINGS: readonly StackSetting[] = [
  { ...setting("cloudflare", "apiToken", "CLOUDFLARE_API_TOKEN"), secret: true },
  setting("cloudflare", "baseUrl", "CLOUDFLARE_BASE_URL"),
  setting("aws", "accessKey", "AWS_ACCESS_KEY_ID"),
  { ...setting("aws", "secretKey", "AWS_SECRET_ACCESS_KEY"), secret: true },
  { ...setting("aws", "token", "AWS_SESSION_TOKEN"), secret: true },
  setting("aws", "region", "AWS_REGION"),
  // Of all the services only this one is asked.
  { ...setting("aws", "endpoints", "AWS_ENDPOINT_URL_ROUTE_53"), as: "json" },
];

/**
 * Of what was read for all providers, that of the zone's own, empty when nothing was: so that a missing token is named as such,
 * and not as a missing object.
 */
export function dnsProviderOf(dnsProvider: unknown, providers: unknown): Record<string, object> {
  const known = PROVIDERS[(dnsProvider ?? "cloudflare") as DnsProviderName]?.name;
  return known === undefined ? {} : { [known]: { ...(providers as Record<string, object> | undefined)?.[known] } };
}

/** For a schema's `superRefine`: the provider of the zone must be configured. */
export function requireDnsProvider(
  { dnsProvider, providers }: { dnsProvider: DnsProviderName; providers: DnsProviders },
  context: z.RefinementCtx,
): void {
  const { name, needs } = PROVIDERS[dnsProvider];
  if (providers[name] !== undefined) return;
  context.addIssue({
    code: "custom",
    path: ["providers", name, needs],
    message: `must be set for a zone at ${dnsProvider}`,
  });
}

function setting(provider: keyof DnsProviders, name: string, env: string): StackSetting {
  return { key: `${provider}:${name}`, path: ["providers", provider, name], as: "text", env };
}
