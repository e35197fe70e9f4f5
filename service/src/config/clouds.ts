import { FreeholdError } from "@freehold/model";
import type { DockerSettings, ProxmoxSettings } from "@freehold/stack-contract/cloud-settings";
import type { DnsProviderName } from "@freehold/stack-contract/dns-settings";
import { defined } from "../defined.ts";
import type { Settings } from "./environment.ts";

/** Emulated clouds. */
export interface SandboxConfig {
  kind: "sandbox";
  /** File that describes a running sandbox. @default - one in this process, which ends with it */
  attachTo?: string;
  machines: "simulated" | "container";
  /** Names of the zones at Cloudflare. @default - the sandbox's own choice */
  zones?: string[];
  /** Whose zones tenants have their names in. @default - Cloudflare's */
  dnsProviders?: DnsProviderName[];
  /** It has a Docker host. @default - when machines are simulated */
  dockerHost?: boolean;
  /** Requests beyond the vendors' rate limits are refused. @default false */
  rateLimit?: boolean;
  /** @default - the sandbox's own choice */
  sshPort?: number;
  /** At each cloud of it that knows accounts. */
  accounts: number;
  /** Most tenants in one account. @default - no limit */
  maxTenants?: number;
}

/** Real clouds. What is missing is said when a tenant asks for it: the service starts without. */
export interface LiveConfig {
  kind: "live";
  sshPort: number;
  sshAllowedFrom: string[];
  /** One per account. */
  hcloudTokens?: string[];
  /** Servers that an account may hold: one number for all, or one for each. */
  hcloudServerLimits?: number[];
  digitaloceanTokens?: string[];
  /** Most tenants in one account. @default - as many as the account holds */
  maxTenants?: number;
  /** A cluster, and where machines go in it. */
  proxmox?: Partial<ProxmoxSettings>;
  /** A machine with Docker and `hostctl`, on which tenants get slots. */
  docker?: Partial<DockerSettings>;
  cloudflareToken?: string;
  /** Key of an AWS account that Route 53 is used with. */
  aws?: { accessKeyId: string; secretAccessKey: string };
  /** A Dokploy installation; `url` is without a path. */
  dokploy?: { url: string; apiKey: string };
  /** Zones that tenants have their names in, spread by count. */
  zones: ZoneConfig[];
}

/** A zone, as the settings name it. */
export interface ZoneConfig {
  name: string;
  /** @default - looked up by the name */
  id?: string;
  provider: DnsProviderName;
}

/** @throws FreeholdError `invalid_request` for settings that do not fit each other */
export function cloudsOf(settings: Settings): SandboxConfig | LiveConfig {
  return settings.FREEHOLD_CLOUD === "live" ? liveOf(settings) : sandboxOf(settings);
}

function sandboxOf(settings: Settings): SandboxConfig {
  return defined({
    kind: "sandbox" as const,
    attachTo: settings.FREEHOLD_SANDBOX,
    machines: settings.FREEHOLD_MACHINES,
    zones: settings.FREEHOLD_ZONE?.map(({ name }) => name),
    dnsProviders: settings.FREEHOLD_ZONE_PROVIDER,
    dockerHost: settings.FREEHOLD_SANDBOX_DOCKER,
    rateLimit: settings.FREEHOLD_SANDBOX_RATE_LIMIT,
    sshPort: settings.FREEHOLD_SSH_PORT,
    accounts: settings.FREEHOLD_SANDBOX_ACCOUNTS,
    maxTenants: settings.FREEHOLD_MAX_TENANTS_PER_ACCOUNT,
  });
}

function liveOf(settings: Settings): LiveConfig {
  assertLimitsFit(settings);
  return defined({
    kind: "live" as const,
    sshPort: settings.FREEHOLD_SSH_PORT ?? 22,
    sshAllowedFrom: settings.FREEHOLD_SSH_ALLOWED_FROM ?? [],
    hcloudTokens: settings.HCLOUD_TOKEN,
    hcloudServerLimits: settings.HCLOUD_SERVER_LIMIT,
    digitaloceanTokens: settings.DIGITALOCEAN_TOKEN,
    maxTenants: settings.FREEHOLD_MAX_TENANTS_PER_ACCOUNT,
    proxmox: proxmoxOf(settings),
    docker: dockerOf(settings),
    cloudflareToken: settings.CLOUDFLARE_API_TOKEN,
    aws: awsOf(settings),
    dokploy: dokployOf(settings),
    zones: zonesOf(settings),
  });
}

function assertLimitsFit({ HCLOUD_TOKEN: tokens = [], HCLOUD_SERVER_LIMIT: limits = [] }: Settings): void {
  if (limits.length <= 1 || limits.length === tokens.length) return;
  throw new FreeholdError(
    "invalid_request",
    `HCLOUD_SERVER_LIMIT must be one number, or as many as HCLOUD_TOKEN has tokens (${tokens.length}), got ${limits.length}`,
    { nextStep: "correct the environment and start again" },
  );
}

/** Undefined unless both halves of the key are set. */
function awsOf({ AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY }: Settings): LiveConfig["aws"] {
  if (AWS_ACCESS_KEY_ID === undefined || AWS_SECRET_ACCESS_KEY === undefined) return undefined;
  return { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY };
}

/** @throws FreeholdError `invalid_request` when only one half is set */
function dokployOf({ DOKPLOY_URL: url, DOKPLOY_API_KEY: apiKey }: Settings): LiveConfig["dokploy"] {
  if (url === undefined && apiKey === undefined) return undefined;
  if (url !== undefined && apiKey !== undefined) return { url: new URL(url).origin, apiKey };
  const [set, missing] = url === undefined ? ["DOKPLOY_API_KEY", "DOKPLOY_URL"] : ["DOKPLOY_URL", "DOKPLOY_API_KEY"];
  throw new FreeholdError("invalid_request", `${set} is set and ${missing} is not`, {
    nextStep: `set ${missing} too, or take ${set} away, and start again`,
  });
}

/** Providers stand in the order of the zones; the last one is that of all further zones. */
function zonesOf(settings: Settings): ZoneConfig[] {
  const { FREEHOLD_ZONE: zones = [], FREEHOLD_ZONE_ID: onlyId, FREEHOLD_ZONE_PROVIDER: providers = [] } = settings;
  return zones.map(({ name, id = zones.length === 1 ? onlyId : undefined }, place) =>
    defined({ name, id, provider: providers[place] ?? providers.at(-1) ?? ("cloudflare" as const) }),
  );
}

/** Undefined when nothing of it is set. */
function proxmoxOf(settings: Settings): LiveConfig["proxmox"] {
  const config = defined({
    endpoint: settings.PROXMOX_VE_ENDPOINT,
    apiToken: settings.PROXMOX_VE_API_TOKEN,
    insecure: settings.PROXMOX_VE_INSECURE,
    sshUsername: settings.PROXMOX_VE_SSH_USERNAME,
    sshPassword: settings.PROXMOX_VE_SSH_PASSWORD,
    sshPrivateKey: settings.PROXMOX_VE_SSH_PRIVATE_KEY,
    sshAddress: settings.PROXMOX_VE_SSH_ADDRESS,
    sshPort: settings.PROXMOX_VE_SSH_PORT,
    templateId: settings.PROXMOX_VE_TEMPLATE_ID,
    storage: settings.PROXMOX_VE_STORAGE,
    snippetStorage: settings.PROXMOX_VE_SNIPPET_STORAGE,
    bridge: settings.PROXMOX_VE_BRIDGE,
    vlan: settings.PROXMOX_VE_VLAN,
    pool: settings.PROXMOX_VE_POOL,
  });
  return Object.keys(config).length === 0 ? undefined : config;
}

/** Undefined when nothing of it is set. */
function dockerOf(settings: Settings): LiveConfig["docker"] {
  const config = defined({
    host: settings.FREEHOLD_DOCKER_HOST,
    sshPrivateKey: settings.FREEHOLD_DOCKER_SSH_PRIVATE_KEY,
    hostKey: settings.FREEHOLD_DOCKER_HOST_KEY,
    address: settings.FREEHOLD_DOCKER_ADDRESS,
    sshPort: settings.FREEHOLD_DOCKER_SSH_PORT,
    sshUser: settings.FREEHOLD_DOCKER_SSH_USER,
    limitStorage: settings.FREEHOLD_DOCKER_LIMIT_STORAGE,
  });
  return Object.keys(config).length === 0 ? undefined : config;
}
