import { type CheckFailure, type ProviderDefinition, ProviderError } from "@freehold/provider-kit";
import { type AllowEndpoint, endpointFailures } from "../http/endpoint.ts";
import { packageVersion } from "../package-version.ts";
import type { StandIns } from "../stand-ins.ts";
import { Route53Client } from "./client.ts";
import { getZone } from "./get-zone.ts";
import { route53Record } from "./record.ts";

const ENDPOINT = { package: "aws", key: "endpoints" };

/** Stand-in for Route 53's part of the `aws` package. It talks only to endpoints that `allow` lets it talk to. */
export function awsProvider(allow: AllowEndpoint): ProviderDefinition<Route53Client> {
  return {
    name: "aws",
    version: packageVersion("@pulumi/aws"),
    checkConfig: (config, unknown) => checkConfig(config, unknown, allow),

    configure(config) {
      const [failure] = checkConfig(config, new Set(), allow);
      if (failure) throw new ProviderError(`aws:${failure.property} ${failure.reason}`);
      const { accessKey, secretKey, token } = config;
      return new Route53Client({
        endpoint: String(route53Endpoint(config.endpoints)),
        accessKey: String(accessKey),
        secretKey: String(secretKey),
        ...(typeof token === "string" ? { token } : {}),
      });
    },

    resources: { "aws:route53/record:Record": route53Record } satisfies StandIns<"route53">,
    functions: { "aws:route53/getZone:getZone": getZone },
  };
}

function checkConfig(
  config: Record<string, unknown>,
  unknown: ReadonlySet<string>,
  allow: AllowEndpoint,
): CheckFailure[] {
  const failures = unknown.has("endpoints") ? [] : endpointFailures(route53Endpoint(config.endpoints), ENDPOINT, allow);
  for (const property of ["accessKey", "secretKey"]) {
    if (typeof config[property] === "string" || unknown.has(property)) continue;
    failures.push({
      property,
      reason: "is required and was not given (profiles and roles are not built in the stand-in)",
    });
  }
  return failures;
}

/** `endpoints[0].route53`; a list comes as JSON in a text, as the SDK sends it. */
function route53Endpoint(endpoints: unknown): unknown {
  const list: unknown = typeof endpoints === "string" ? JSON.parse(endpoints) : endpoints;
  return Array.isArray(list) ? (list[0] as { route53?: unknown } | undefined)?.route53 : undefined;
}
