import { type Cloud, FreeholdError } from "@freehold/model";
import type { CloudTarget, ConfiguredClouds } from "../app/clouds-port.ts";
import type { LiveConfig, ProxmoxConfig } from "../config.ts";

/** How the machines of one cloud are ordered and looked for with a token. */
interface Reach {
  /** Variable of the environment that brings the token. */
  variable: string;
  token: string | undefined;
  /** Further variables that it cannot do without. @default - none */
  needs?: Readonly<Record<string, string | undefined>>;
  providers(token: string): Omit<CloudTarget["providers"], "cloudflare">;
  inventory(token: string): CloudTarget["inventory"];
}

/** The real clouds, as far as the environment has credentials for them. */
export function liveClouds(config: LiveConfig): ConfiguredClouds {
  const reaches = reachesOf(config);
  const clouds = Object.entries(reaches) as [Cloud, Reach][];
  return {
    kind: "live",
    zone: config.zone ?? "",
    list: () =>
      clouds.map(([name, reach]) => {
        const missing = missingFor(reach, config);
        return { name, configured: missing.length === 0, missing };
      }),
    target(cloud) {
      const reach = reaches[cloud];
      if (reach === undefined) throw notConfigured(cloud, `choose one of ${Object.keys(reaches).join(", ")}`);
      return targetOf(cloud, reach, config) ?? fail(notConfigured(cloud, remedyFor(missingFor(reach, config))));
    },
    isGone: () => false,
  };
}

/** Every cloud that machines can be ordered from. */
function reachesOf(config: LiveConfig): Partial<Record<Cloud, Reach>> {
  return {
    hetzner: {
      variable: "HCLOUD_TOKEN",
      token: config.hcloudToken,
      providers: (token) => ({ hcloud: { token } }),
      inventory: (token) => [{ cloud: "hetzner", token }],
    },
    digitalocean: {
      variable: "DIGITALOCEAN_TOKEN",
      token: config.digitaloceanToken,
      providers: (token) => ({ digitalocean: { token } }),
      inventory: (token) => [{ cloud: "digitalocean", token }],
    },
    proxmox: proxmoxReach(config.proxmox ?? {}),
  };
}

function proxmoxReach({ apiToken: token, endpoint = "", ...settings }: ProxmoxConfig): Reach {
  const { sshPassword, sshPrivateKey, insecure = false } = settings;
  return {
    variable: "PROXMOX_VE_API_TOKEN",
    token,
    needs: { PROXMOX_VE_ENDPOINT: endpoint, PROXMOX_VE_SSH_PRIVATE_KEY: sshPrivateKey ?? sshPassword },
    providers: (apiToken) => ({ proxmoxve: { endpoint, apiToken, ...settings } }),
    inventory: (apiToken) => [{ cloud: "proxmox", endpoint, apiToken, insecure }],
  };
}

/** Undefined when something is missing. */
function targetOf(cloud: Cloud, reach: Reach, config: LiveConfig): CloudTarget | undefined {
  const { cloudflareToken, zone, zoneId, sshPort, sshAllowedFrom } = config;
  if (Object.values(reach.needs ?? {}).some((value) => !value)) return undefined;
  if (!reach.token || !cloudflareToken || !zone || !zoneId || sshAllowedFrom.length === 0) return undefined;
  return {
    cloud,
    accountId: cloud,
    accountStack: cloud,
    zone,
    zoneId,
    sshPort,
    sshAllowedFrom,
    tls: "own",
    providers: { ...reach.providers(reach.token), cloudflare: { apiToken: cloudflareToken } },
    inventory: [...reach.inventory(reach.token), { cloud: "cloudflare", token: cloudflareToken, zoneId }],
  };
}

function missingFor(reach: Reach, config: LiveConfig): string[] {
  const needed = {
    [reach.variable]: reach.token,
    ...reach.needs,
    CLOUDFLARE_API_TOKEN: config.cloudflareToken,
    FREEHOLD_ZONE: config.zone,
    FREEHOLD_ZONE_ID: config.zoneId,
    FREEHOLD_SSH_ALLOWED_FROM: config.sshAllowedFrom[0],
  };
  return Object.entries(needed).flatMap(([name, value]) => (value ? [] : [name]));
}

function remedyFor(missing: readonly string[]): string {
  return `set ${missing.join(", ")} in the service's environment and start it again`;
}

function notConfigured(cloud: Cloud, remedy: string): FreeholdError {
  return new FreeholdError("cloud_not_configured", `the service cannot order from ${cloud}: ${remedy}`, {
    errors: [{ pointer: "/placement/cloud", detail: `must be a cloud that is configured, got "${cloud}"` }],
    nextStep: remedy,
  });
}

function fail(error: FreeholdError): never {
  throw error;
}
