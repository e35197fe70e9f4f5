import { type CheckFailure, ProviderError } from "@freehold/provider-kit";
import { type AllowEndpoint, endpointFailures } from "../http/endpoint.ts";
import { HcloudClient } from "./client.ts";

const TOKEN_LENGTH = 64;
const ENDPOINT = { package: "hcloud", key: "endpoint" };
const DEFAULT_POLL_INTERVAL = "500ms";

/** Finds what is wrong with the configuration of an `hcloud.Provider`. */
export function checkHcloudConfig(
  config: Record<string, unknown>,
  unknown: ReadonlySet<string>,
  allow: AllowEndpoint,
): CheckFailure[] {
  const failures = unknown.has("endpoint") ? [] : endpointFailures(config.endpoint, ENDPOINT, allow);
  const { token, pollInterval } = config;
  if (typeof token !== "string") {
    if (!unknown.has("token")) failures.push({ property: "token", reason: "is required and was not given" });
  } else if (token.length !== TOKEN_LENGTH) {
    failures.push({ property: "token", reason: `must have ${TOKEN_LENGTH} characters, got ${token.length}` });
  }
  if (pollInterval !== undefined && milliseconds(pollInterval) === undefined) {
    failures.push({ property: "pollInterval", reason: `must be like "500ms" or "2s", got "${String(pollInterval)}"` });
  }
  return failures;
}

/** Makes the client of one `hcloud.Provider`. */
export function configureHcloud(config: Record<string, unknown>, allow: AllowEndpoint, version: string): HcloudClient {
  const [failure] = checkHcloudConfig(config, new Set(), allow);
  if (failure) throw new ProviderError(`hcloud:${failure.property} ${failure.reason}`);

  return new HcloudClient({
    endpoint: String(config.endpoint).replace(/\/$/, ""),
    token: String(config.token),
    pollIntervalMs: milliseconds(config.pollInterval ?? DEFAULT_POLL_INTERVAL) ?? 500,
    constantPolling: config.pollFunction === "constant",
    version,
  });
}

const UNITS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000 };

/** Reads a duration as Go writes it, in one unit. */
function milliseconds(duration: unknown): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(String(duration));
  return match ? Number(match[1]) * (UNITS[match[2] ?? ""] ?? 1) : undefined;
}
