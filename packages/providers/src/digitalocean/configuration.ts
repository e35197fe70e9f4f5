import { type CheckFailure, ProviderError } from "@freehold/provider-kit";
import { type AllowEndpoint, endpointFailures } from "../http/endpoint.ts";
import { DigitaloceanClient } from "./client.ts";

const ENDPOINT = { package: "digitalocean", key: "apiEndpoint" };

/** Finds what is wrong with the configuration of a `digitalocean.Provider`. */
export function checkDigitaloceanConfig(
  config: Record<string, unknown>,
  unknown: ReadonlySet<string>,
  allow: AllowEndpoint,
): CheckFailure[] {
  const failures = unknown.has("apiEndpoint") ? [] : endpointFailures(config.apiEndpoint, ENDPOINT, allow);
  if (typeof config.apiEndpoint === "string" && /\/v2\/?$/.test(config.apiEndpoint)) {
    failures.push({
      property: "apiEndpoint",
      reason: `must be the API's root, without /v2, got "${config.apiEndpoint}"`,
    });
  }
  if (!unknown.has("token") && (typeof config.token !== "string" || config.token === "")) {
    failures.push({ property: "token", reason: "is required and was not given" });
  }
  return failures;
}

/** Makes the client of one `digitalocean.Provider`. */
export function configureDigitalocean(
  config: Record<string, unknown>,
  allow: AllowEndpoint,
  version: string,
): DigitaloceanClient {
  const [failure] = checkDigitaloceanConfig(config, new Set(), allow);
  if (failure) throw new ProviderError(`digitalocean:${failure.property} ${failure.reason}`);
  return new DigitaloceanClient({
    endpoint: String(config.apiEndpoint).replace(/\/$/, ""),
    token: String(config.token),
    version,
  });
}
