import { type CheckFailure, type ProviderDefinition, ProviderError } from "@freehold/provider-kit";
import { type AllowEndpoint, endpointFailures } from "../http/endpoint.ts";
import { packageVersion } from "../package-version.ts";
import type { StandIns } from "../stand-ins.ts";
import { CloudflareClient } from "./client.ts";
import { dnsRecord } from "./dns-record.ts";
import { getDnsRecords } from "./get-dns-records.ts";
import { getZone } from "./get-zone.ts";

/** Stand-in for the `cloudflare` package. It talks only to endpoints that `allow` lets it talk to. */
export function cloudflareProvider(allow: AllowEndpoint): ProviderDefinition<CloudflareClient> {
  const version = packageVersion("@pulumi/cloudflare");
  return {
    name: "cloudflare",
    version,
    checkConfig: (config, unknown) => checkConfig(config, unknown, allow),

    configure(config) {
      const [failure] = checkConfig(config, new Set(), allow);
      if (failure) throw new ProviderError(`cloudflare:${failure.property} ${failure.reason}`);
      const baseUrl = String(config.baseUrl).replace(/\/$/, "");
      return new CloudflareClient({ baseUrl, apiToken: String(config.apiToken), version });
    },

    resources: {
      "cloudflare:index/dnsRecord:DnsRecord": dnsRecord,
      // The older name, which the SDK still has.
      "cloudflare:index/record:Record": dnsRecord,
    } satisfies StandIns<"cloudflare">,
    functions: {
      "cloudflare:index/getZone:getZone": getZone,
      "cloudflare:index/getDnsRecords:getDnsRecords": getDnsRecords,
    },
  };
}

/** internal/provider.go of cloudflare/terraform-provider-cloudflare. */
const API_TOKEN = /^[0-9A-Za-z\-_]{40,80}$/;

function checkConfig(
  config: Record<string, unknown>,
  unknown: ReadonlySet<string>,
  allow: AllowEndpoint,
): CheckFailure[] {
  const endpoint = { package: "cloudflare", key: "baseUrl" };
  const failures = unknown.has("baseUrl") ? [] : endpointFailures(config.baseUrl, endpoint, allow);
  if (typeof config.apiToken !== "string" && !unknown.has("apiToken")) {
    const reason = "is required and was not given (apiKey with email is not built in the stand-in)";
    failures.push({ property: "apiToken", reason });
  }
  if (typeof config.apiToken === "string" && !API_TOKEN.test(config.apiToken)) {
    failures.push({ property: "apiToken", reason: "must be 40 to 80 letters, digits, hyphens and underscores" });
  }
  return failures;
}
