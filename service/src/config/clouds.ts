import { FreeholdError } from "@freehold/model";
import type { DnsProviderName } from "@freehold/stack-contract/dns-settings";
import { defined } from "../defined.ts";
import type { ACCOUNTS } from "./entries/accounts.ts";
import type { DOCKER } from "./entries/docker.ts";
import type { PROXMOX } from "./entries/proxmox.ts";
import type { SANDBOX } from "./entries/sandbox.ts";
import type { Settings } from "./read-settings.ts";
import type { Values } from "./setting.ts";

/** Emulated clouds. */
export interface SandboxConfig extends Values<typeof SANDBOX> {
  kind: "sandbox";
  /** Names of the zones at Cloudflare. @default - the sandbox's own choice */
  zones?: string[];
  /** Whose zones tenants have their names in. @default - Cloudflare's */
  dnsProviders?: DnsProviderName[];
  /** @default - the sandbox's own choice */
  sshPort?: number;
  /** Most tenants in one account. @default - no limit */
  maxTenants?: number;
}

/** Real clouds. What is missing is said when a tenant asks for it: the service starts without. */
export interface LiveConfig extends Values<typeof ACCOUNTS> {
  kind: "live";
  sshPort: number;
  sshAllowedFrom: string[];
  /** @default - nothing of it is set */
  proxmox?: Values<typeof PROXMOX>;
  /** @default - nothing of it is set */
  docker?: Values<typeof DOCKER>;
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
  return settings.process.cloud === "live" ? liveOf(settings) : sandboxOf(settings);
}

function sandboxOf({ sandbox, zones, machines, accounts }: Settings): SandboxConfig {
  return {
    kind: "sandbox",
    ...sandbox,
    ...defined({
      zones: zones.zones?.map(({ name }) => name),
      dnsProviders: zones.providers,
      sshPort: machines.sshPort,
      maxTenants: accounts.maxTenants,
    }),
  };
}

function liveOf({ accounts, machines, proxmox, docker, zones, dokploy }: Settings): LiveConfig {
  assertLimitsFit(accounts);
  return {
    kind: "live",
    ...accounts,
    sshPort: machines.sshPort ?? 22,
    sshAllowedFrom: machines.sshAllowedFrom ?? [],
    ...defined({
      proxmox: ifAny(proxmox),
      docker: ifAny(docker),
      cloudflareToken: zones.cloudflareToken,
      aws: awsOf(zones),
      dokploy: dokployOf(dokploy),
    }),
    zones: zonesOf(zones),
  };
}

function assertLimitsFit({ hcloudTokens: tokens = [], hcloudServerLimits: limits = [] }: Settings["accounts"]): void {
  if (limits.length <= 1 || limits.length === tokens.length) return;
  throw new FreeholdError(
    "invalid_request",
    `HCLOUD_SERVER_LIMIT must be one number, or as many as HCLOUD_TOKEN has tokens (${tokens.length}), got ${limits.length}`,
    { nextStep: "correct the environment and start again" },
  );
}

/** Undefined when nothing is set. */
function ifAny<Group extends object>(values: Group): Group | undefined {
  return Object.keys(values).length === 0 ? undefined : values;
}

/** Undefined unless both halves of the key are set. */
function awsOf({ awsAccessKeyId, awsSecretAccessKey }: Settings["zones"]): LiveConfig["aws"] {
  if (awsAccessKeyId === undefined || awsSecretAccessKey === undefined) return undefined;
  return { accessKeyId: awsAccessKeyId, secretAccessKey: awsSecretAccessKey };
}

/** @throws FreeholdError `invalid_request` when only one half is set */
function dokployOf({ url, apiKey }: Settings["dokploy"]): LiveConfig["dokploy"] {
  if (url === undefined && apiKey === undefined) return undefined;
  if (url !== undefined && apiKey !== undefined) return { url: new URL(url).origin, apiKey };
  const [set, missing] = url === undefined ? ["DOKPLOY_API_KEY", "DOKPLOY_URL"] : ["DOKPLOY_URL", "DOKPLOY_API_KEY"];
  throw new FreeholdError("invalid_request", `${set} is set and ${missing} is not`, {
    nextStep: `set ${missing} too, or take ${set} away, and start again`,
  });
}

/** Providers stand in the order of the zones; the last one is that of all further zones. */
function zonesOf({ zones = [], zoneId: onlyId, providers = [] }: Settings["zones"]): ZoneConfig[] {
  return zones.map(({ name, id = zones.length === 1 ? onlyId : undefined }, place) =>
    defined({ name, id, provider: providers[place] ?? providers.at(-1) ?? ("cloudflare" as const) }),
  );
}
