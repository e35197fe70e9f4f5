import { type Cloud, FreeholdError } from "@freehold/model";
import type { CloudTarget, ConfiguredClouds } from "../app/clouds-port.ts";
import type { LiveConfig } from "../config.ts";

/** The real clouds, as far as the environment has credentials for them. */
export function liveClouds(config: LiveConfig): ConfiguredClouds {
  const missing = missingForHetzner(config);
  return {
    kind: "live",
    zone: config.zone ?? "",
    list: () => [{ name: "hetzner", configured: missing.length === 0, missing }],
    target(cloud) {
      if (cloud !== "hetzner") throw notConfigured(cloud, []);
      return hetznerTarget(config) ?? fail(notConfigured(cloud, missing));
    },
    isGone: () => false,
  };
}

/** Undefined when something is missing. */
function hetznerTarget(config: LiveConfig): CloudTarget | undefined {
  const { hcloudToken, cloudflareToken, zone, zoneId, sshPort, sshAllowedFrom } = config;
  if (!hcloudToken || !cloudflareToken || !zone || !zoneId || sshAllowedFrom.length === 0) return undefined;
  return {
    cloud: "hetzner",
    accountId: "hetzner",
    accountStack: "hetzner",
    zone,
    zoneId,
    sshPort,
    sshAllowedFrom,
    tls: "own",
    providers: { hcloud: { token: hcloudToken }, cloudflare: { apiToken: cloudflareToken } },
    inventory: [
      { cloud: "hetzner", token: hcloudToken },
      { cloud: "cloudflare", token: cloudflareToken, zoneId },
    ],
  };
}

function missingForHetzner(config: LiveConfig): string[] {
  const needed = {
    HCLOUD_TOKEN: config.hcloudToken,
    CLOUDFLARE_API_TOKEN: config.cloudflareToken,
    FREEHOLD_ZONE: config.zone,
    FREEHOLD_ZONE_ID: config.zoneId,
    FREEHOLD_SSH_ALLOWED_FROM: config.sshAllowedFrom[0],
  };
  return Object.entries(needed).flatMap(([name, value]) => (value ? [] : [name]));
}

function notConfigured(cloud: Cloud, missing: readonly string[]): FreeholdError {
  const remedy =
    missing.length === 0
      ? "choose hetzner: this version orders from no other cloud"
      : `set ${missing.join(", ")} in the service's environment and start it again`;
  return new FreeholdError("cloud_not_configured", `the service cannot order from ${cloud}: ${remedy}`, {
    errors: [{ pointer: "/placement/cloud", detail: `must be a cloud that is configured, got "${cloud}"` }],
    nextStep: remedy,
  });
}

function fail(error: FreeholdError): never {
  throw error;
}
