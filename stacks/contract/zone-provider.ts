// The modules alone: each whole package takes 150 ms and more to load, and 20 MB.
import { Provider as AwsProvider } from "@pulumi/aws/provider.js";
import { Provider as CloudflareProvider } from "@pulumi/cloudflare/provider.js";
import * as pulumi from "@pulumi/pulumi";
import type { AwsSettings, DnsProviderName, DnsProviders } from "./dns-settings.ts";

/** The provider that a zone's records are made through, of the stack's own: nothing is taken from the environment of whoever runs it. */
export function zoneProvider(dnsProvider: DnsProviderName, providers: DnsProviders): pulumi.ProviderResource {
  return dnsProvider === "cloudflare" ? cloudflareProvider(providers) : awsProvider(providers);
}

function cloudflareProvider({ cloudflare: settings }: DnsProviders): pulumi.ProviderResource {
  const { apiToken, baseUrl } = given(settings);
  return new CloudflareProvider("cloudflare", {
    apiToken: pulumi.secret(apiToken),
    ...(baseUrl === undefined ? {} : { baseUrl }),
  });
}

function awsProvider({ aws }: DnsProviders): pulumi.ProviderResource {
  const { accessKey, secretKey, token, region, endpoints }: AwsSettings = given(aws);
  return new AwsProvider("aws", {
    accessKey: pulumi.secret(accessKey),
    secretKey: pulumi.secret(secretKey),
    region,
    ...(token === undefined ? {} : { token: pulumi.secret(token) }),
    ...(endpoints === undefined ? {} : { endpoints }),
    // Route 53 says itself when a credential is no good; the key needs no right to anything else.
    skipCredentialsValidation: true,
    skipRequestingAccountId: true,
    skipMetadataApiCheck: true,
  });
}

function given<Settings>(settings: Settings | undefined): Settings {
  if (settings) return settings;
  throw new Error("the provider has no settings: the configuration must be checked first");
}
