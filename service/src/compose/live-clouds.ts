import { type Cloud, FreeholdError } from "@freehold/model";
import type {
  AccountSecret,
  CloudTarget,
  ConfiguredAccount,
  ConfiguredClouds,
  OpenAccount,
} from "../app/accounts/clouds-port.ts";
import { inZone } from "../app/placement/choose-zone.ts";
import type { LiveConfig } from "../config/clouds.ts";
import { dokployInstallation } from "./dokploy-installation.ts";
import { placedId, placedName } from "./placed-account.ts";
import { reachWith } from "./reach.ts";
import { liveZones } from "./zones.ts";

/** What one cloud takes of the environment. */
interface Offer {
  /** Variables that it cannot do without, with what they hold. */
  needs: Readonly<Record<string, string | undefined>>;
  /** None while something is missing. */
  accounts: ConfiguredAccount[];
}

/** The real clouds, as far as the environment has credentials for them. */
export function liveClouds(config: LiveConfig): ConfiguredClouds {
  const { dokploy } = config;
  const offers = offersOf(config);
  const clouds = Object.keys(offers) as Cloud[];
  const missingFor = (cloud: Cloud): string[] => missing({ ...offers[cloud]?.needs, ...sharedNeeds(config) });
  const notConfigured = (cloud: Cloud): FreeholdError =>
    refusal(cloud, offers[cloud] === undefined ? `choose one of ${clouds.join(", ")}` : remedyFor(missingFor(cloud)));
  return {
    kind: "live",
    zones: liveZones(config),
    ...(dokploy !== undefined && { dokploy: dokployInstallation(`${dokploy.url}/api`, dokploy.apiKey) }),
    list: () => clouds.map((name) => ({ name, configured: missingFor(name).length === 0, missing: missingFor(name) })),
    accounts: (cloud) => offers[cloud]?.accounts ?? [],
    accountId: (id) => id,
    access: (secret) => reachWith(secret).access,
    target: (account) =>
      targetOf(account, config) ?? fail(refusal(account.secret.cloud, remedyFor(missing(sharedNeeds(config))))),
    notConfigured,
    isGone: () => false,
  };
}

/** Every cloud that machines can be ordered from. */
function offersOf(config: LiveConfig): Partial<Record<Cloud, Offer>> {
  const {
    hcloudTokens = [],
    hcloudServerLimits = [],
    digitaloceanTokens = [],
    proxmox = {},
    docker = {},
    maxTenants,
  } = config;
  const limit = maxTenants === undefined ? {} : { maxTenants };
  return {
    hetzner: {
      needs: { HCLOUD_TOKEN: hcloudTokens[0] },
      accounts: hcloudTokens.map((token, place) => {
        const maxServers = hcloudServerLimits[place] ?? hcloudServerLimits[0];
        const account = accountAt(place, "HCLOUD_TOKEN", { cloud: "hetzner", token });
        return { ...account, ...limit, ...(maxServers !== undefined && { maxServers }) };
      }),
    },
    digitalocean: {
      needs: { DIGITALOCEAN_TOKEN: digitaloceanTokens[0] },
      accounts: digitaloceanTokens.map((token, place) => ({
        ...accountAt(place, "DIGITALOCEAN_TOKEN", { cloud: "digitalocean", token }),
        ...limit,
      })),
    },
    proxmox: proxmoxOffer(proxmox, limit),
    docker: dockerOffer(docker, limit),
  };
}

function accountAt(place: number, setting: string, secret: AccountSecret): ConfiguredAccount {
  return { id: placedId(secret.cloud, place), name: placedName(setting, place), secret };
}

function proxmoxOffer(
  { apiToken, endpoint, ...settings }: NonNullable<LiveConfig["proxmox"]>,
  limit: Pick<ConfiguredAccount, "maxTenants">,
): Offer {
  const key = settings.sshPrivateKey ?? settings.sshPassword;
  const complete = apiToken !== undefined && endpoint !== undefined && key !== undefined;
  const secret = complete && ({ cloud: "proxmox", endpoint, apiToken, ...settings } as const);
  return {
    needs: { PROXMOX_VE_API_TOKEN: apiToken, PROXMOX_VE_ENDPOINT: endpoint, PROXMOX_VE_SSH_PRIVATE_KEY: key },
    accounts: secret ? [{ ...accountAt(0, "PROXMOX_VE_API_TOKEN", secret), ...limit }] : [],
  };
}

function dockerOffer(
  { host, sshPrivateKey, hostKey, ...settings }: NonNullable<LiveConfig["docker"]>,
  limit: Pick<ConfiguredAccount, "maxTenants">,
): Offer {
  const complete = host !== undefined && sshPrivateKey !== undefined && hostKey !== undefined;
  const secret = complete && ({ cloud: "docker", host, sshPrivateKey, hostKey, ...settings } as const);
  return {
    needs: {
      FREEHOLD_DOCKER_HOST: host,
      FREEHOLD_DOCKER_SSH_PRIVATE_KEY: sshPrivateKey,
      FREEHOLD_DOCKER_HOST_KEY: hostKey,
    },
    accounts: secret ? [{ ...accountAt(0, "FREEHOLD_DOCKER_HOST", secret), ...limit }] : [],
  };
}

/** What no tenant can do without, wherever its machine is: variables, with what they hold. */
export function sharedNeeds({ cloudflareToken, aws, zones, sshAllowedFrom }: LiveConfig): Offer["needs"] {
  const isAt = (provider: string): boolean => zones.some((zone) => zone.provider === provider);
  return {
    FREEHOLD_ZONE: zones[0]?.name,
    // Where no zone is named yet, the usual one would be at Cloudflare.
    ...((zones.length === 0 || isAt("cloudflare")) && { CLOUDFLARE_API_TOKEN: cloudflareToken }),
    ...(isAt("route53") && { AWS_ACCESS_KEY_ID: aws?.accessKeyId, AWS_SECRET_ACCESS_KEY: aws?.secretAccessKey }),
    FREEHOLD_SSH_ALLOWED_FROM: sshAllowedFrom[0],
  };
}

/** Undefined when something is missing. */
function targetOf({ id, secret }: OpenAccount, config: LiveConfig): CloudTarget | undefined {
  const { sshPort, sshAllowedFrom } = config;
  const [zone] = liveZones(config);
  if (zone === undefined || missing(sharedNeeds(config)).length > 0) return undefined;
  const reach = reachWith(secret);
  const target = {
    cloud: secret.cloud,
    accountId: id,
    accountStack: id,
    sshPort,
    sshAllowedFrom,
    // The web ports of a host are not one tenant's.
    tls: secret.cloud === "docker" ? ("none" as const) : ("own" as const),
    providers: reach.providers,
    inventory: [reach.access],
  };
  return inZone(target, zone);
}

function missing(needs: Offer["needs"]): string[] {
  return Object.entries(needs).flatMap(([name, value]) => (value ? [] : [name]));
}

function remedyFor(missing: readonly string[]): string {
  return `set ${missing.join(", ")} in the service's environment and start it again`;
}

function refusal(cloud: Cloud, remedy: string): FreeholdError {
  return new FreeholdError("cloud_not_configured", `the service cannot order from ${cloud}: ${remedy}`, {
    errors: [{ pointer: "/placement/cloud", detail: `must be a cloud that is configured, got "${cloud}"` }],
    nextStep: remedy,
  });
}

function fail(error: FreeholdError): never {
  throw error;
}
