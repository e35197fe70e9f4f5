import { homedir } from "node:os";
import path from "node:path";
import { DockerSettings } from "@freehold/components/cloud-settings";
import { DNS_PROVIDER_NAMES, type DnsProviderName } from "@freehold/components/dns-settings";
import { DomainName, Fallback, FreeholdError, type Stage, Template } from "@freehold/model";
import { z } from "zod";
import type { DatabaseOptions } from "./db/database.ts";
import { SETTINGS, type SettingName } from "./settings.ts";

/** What the service runs with. */
export interface Config {
  home: string;
  host: string;
  port: number;
  /** @default - made once and kept in the home */
  adminKey?: string;
  /** @default - made once and kept in the home */
  masterKey?: string;
  database: DatabaseOptions;
  /** @default - files in the home */
  backendUrl?: string;
  workers: number;
  leaseSec: number;
  drainSec: number;
  /** Silence of an engine after which its operation counts as hung. */
  silenceSec: number;
  /** Longest that each stage of an operation may take. */
  stageSec: Record<TimedStage, number>;
  /** How often an operation is tried again while a cloud is out. */
  retries: number;
  retryMs: number;
  /** Pause between the two questions to the clouds. */
  inventoryPauseSec: number;
  hostCheckSec: number;
  hostCheckTimeoutSec: number;
  /** Failed checks in a row after which a shared host is dead. */
  hostChecks: number;
  /** For signups that do not say themselves how far from what they ask for the machine may be. */
  fallback: Fallback;
  capacityRetrySec: number;
  offerRefreshSec: number;
  /** Template whose container images are on the accounts' images. @default - no images are made */
  goldenImages?: Template;
  logLevel: string;
  /** Name servers that are asked for customers' domains. @default - those of the system */
  dnsResolvers?: string[];
  pulumiBin: string;
  /** @default - the sandbox's own choice */
  cacheDir?: string;
  clouds: SandboxConfig | LiveConfig;
}

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
  proxmox?: ProxmoxConfig;
  docker?: DockerConfig;
  cloudflareToken?: string;
  /** Key of an AWS account that Route 53 is used with. */
  aws?: { accessKeyId: string; secretAccessKey: string };
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

/** A cluster of Proxmox VE, and where machines go in it. */
export interface ProxmoxConfig {
  endpoint?: string;
  apiToken?: string;
  insecure?: boolean;
  sshUsername?: string;
  sshPassword?: string;
  sshPrivateKey?: string;
  sshAddress?: string;
  sshPort?: number;
  templateId?: number;
  storage?: string;
  snippetStorage?: string;
  bridge?: string;
  vlan?: number;
  pool?: string;
}

/** A machine with Docker and `hostctl`, on which tenants get slots. */
export interface DockerConfig {
  host?: string;
  sshPrivateKey?: string;
  hostKey?: string;
  address?: string;
  sshPort?: number;
  sshUser?: string;
  limitStorage?: boolean;
}

export type TimedStage = Exclude<Stage, "complete">;

/** Longer than the longest wait of a single resource in the stage, in seconds. */
const STAGE_SEC: Readonly<Record<TimedStage, number>> = {
  initialise: 600,
  allocate: 1500,
  configure: 600,
  provision: 1800,
  verify: 1800,
};

/** The process's environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
const Port = wholeNumber(0, 65_535);

/** One per account, separated by commas. */
const Tokens = z
  .string()
  .transform((text) => text.split(",").map((part) => part.trim()))
  .refine((tokens) => tokens.every((token) => token !== ""), "must be tokens separated by commas, none of them empty")
  .refine((tokens) => new Set(tokens).size === tokens.length, "must not hold the same token twice");

/** `example.com` or, with the provider's id, `example.com=023e105f4ecef8ad9ca31a8372d0c353`. */
const Zone = z
  .string()
  .regex(/^[^=]+(=[^=]+)?$/, "must be zones such as example.com or example.com=<id>")
  .transform((text) => {
    const [name = "", id] = text.split("=");
    return { name, id };
  })
  .pipe(z.object({ name: DomainName, id: z.union([z.string(), z.undefined()]) }));

/** `allocate=900,verify=600`: what is not named has its default. */
const StageLimits = z
  .string()
  .default("")
  .transform((text, issue) => {
    const limits: Record<string, number> = { ...STAGE_SEC };
    for (const part of text.split(",").filter((each) => each.trim() !== "")) {
      const [, stage = "", seconds] = /^\s*(\w+)=(\d{1,6})\s*$/.exec(part) ?? [];
      if (!(stage in STAGE_SEC) || Number(seconds) === 0) {
        issue.addIssue(`must be like allocate=900,verify=600, with the stages ${Object.keys(STAGE_SEC).join(", ")}`);
        return z.NEVER;
      }
      limits[stage] = Number(seconds);
    }
    return limits as Record<TimedStage, number>;
  });

const Schema = z.object({
  FREEHOLD_HOME: z.string().default(path.join(homedir(), ".freehold")),
  FREEHOLD_CLOUD: z.enum(["sandbox", "live"]).default("sandbox"),
  FREEHOLD_HOST: z.string().default("127.0.0.1"),
  PORT: Port.default(8080),
  FREEHOLD_ADMIN_KEY: z.string().min(16, "must be at least 16 characters").optional(),
  FREEHOLD_MASTER_KEY: z.string().optional(),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "must begin with postgres://")
    .optional(),
  PULUMI_BACKEND_URL: z.string().optional(),
  FREEHOLD_WORKERS: wholeNumber(1, 64).default(3),
  FREEHOLD_LEASE_SEC: wholeNumber(1, 3600).default(30),
  FREEHOLD_DRAIN_SEC: wholeNumber(0, 3600).default(30),
  FREEHOLD_SILENCE_SEC: wholeNumber(1, 86_400).default(1200),
  FREEHOLD_STAGE_SEC: StageLimits,
  FREEHOLD_RETRIES: wholeNumber(0, 20).default(7),
  FREEHOLD_RETRY_MS: wholeNumber(1, 600_000).default(500),
  FREEHOLD_INVENTORY_PAUSE_SEC: wholeNumber(0, 60).default(3),
  FREEHOLD_HOST_CHECK_SEC: wholeNumber(1, 3600).default(30),
  FREEHOLD_HOST_CHECK_TIMEOUT_SEC: wholeNumber(1, 300).default(10),
  FREEHOLD_HOST_CHECKS: wholeNumber(1, 100).default(3),
  FREEHOLD_PLACEMENT_FALLBACK: Fallback.default("none"),
  FREEHOLD_CAPACITY_RETRY_SEC: wholeNumber(1, 86_400).default(60),
  FREEHOLD_OFFER_REFRESH_SEC: wholeNumber(0, 86_400).default(600),
  FREEHOLD_GOLDEN_IMAGES: Template.optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS).default("info"),
  FREEHOLD_PULUMI_BIN: z.string().default("pulumi"),
  FREEHOLD_CACHE: z.string().optional(),
  FREEHOLD_SANDBOX: z.string().optional(),
  FREEHOLD_MACHINES: z.enum(["simulated", "container"]).default("simulated"),
  FREEHOLD_SANDBOX_DOCKER: z.enum(["true", "false"]).optional(),
  FREEHOLD_SANDBOX_RATE_LIMIT: z.enum(["true", "false"]).optional(),
  FREEHOLD_SANDBOX_ACCOUNTS: wholeNumber(1, 20).default(1),
  FREEHOLD_MAX_TENANTS_PER_ACCOUNT: wholeNumber(1, 100_000).optional(),
  FREEHOLD_SSH_PORT: wholeNumber(1, 65_535).optional(),
  FREEHOLD_SSH_ALLOWED_FROM: z
    .string()
    .transform((text) => text.split(",").map((part) => part.trim()))
    .pipe(z.array(z.union([z.cidrv4(), z.cidrv6()], "must be networks in CIDR form, such as 192.0.2.0/24")))
    .optional(),
  FREEHOLD_ZONE: listOf(Zone).optional(),
  FREEHOLD_ZONE_ID: z.string().optional(),
  FREEHOLD_DNS_RESOLVER: listOf(
    z
      .string()
      .regex(
        /^(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-fA-F:]+\])(:\d{1,5})?$/,
        "must be addresses such as 9.9.9.9 or 127.0.0.1:5353",
      ),
  ).optional(),
  FREEHOLD_ZONE_PROVIDER: listOf(z.enum(DNS_PROVIDER_NAMES, "must be cloudflare or route53")).optional(),
  HCLOUD_TOKEN: Tokens.optional(),
  HCLOUD_SERVER_LIMIT: z
    .string()
    .transform((text): unknown[] => text.split(",").map((part) => part.trim()))
    .pipe(z.array(wholeNumber(1, 100_000)))
    .optional(),
  DIGITALOCEAN_TOKEN: Tokens.optional(),
  PROXMOX_VE_ENDPOINT: z.url({ protocol: /^https$/, error: "must be a URL such as https://192.0.2.1:8006" }).optional(),
  PROXMOX_VE_API_TOKEN: z
    .string()
    .regex(/^[^@!=\s]+@[^@!=\s]+![^=\s]+=\S+$/, "must be like user@realm!name=uuid")
    .optional(),
  PROXMOX_VE_INSECURE: z.enum(["true", "false"]).optional(),
  PROXMOX_VE_SSH_USERNAME: z.string().optional(),
  PROXMOX_VE_SSH_PASSWORD: z.string().optional(),
  PROXMOX_VE_SSH_PRIVATE_KEY: z.string().optional(),
  PROXMOX_VE_SSH_ADDRESS: z.string().optional(),
  PROXMOX_VE_SSH_PORT: Port.min(1).optional(),
  PROXMOX_VE_TEMPLATE_ID: z.coerce.number().int().min(100).optional(),
  PROXMOX_VE_STORAGE: z.string().optional(),
  PROXMOX_VE_SNIPPET_STORAGE: z.string().optional(),
  PROXMOX_VE_BRIDGE: z.string().optional(),
  PROXMOX_VE_VLAN: z.coerce.number().int().min(1).max(4094).optional(),
  PROXMOX_VE_POOL: z.string().optional(),
  FREEHOLD_DOCKER_HOST: DockerSettings.shape.host.optional(),
  FREEHOLD_DOCKER_SSH_PRIVATE_KEY: z.string().optional(),
  FREEHOLD_DOCKER_HOST_KEY: DockerSettings.shape.hostKey.optional(),
  FREEHOLD_DOCKER_ADDRESS: DockerSettings.shape.address,
  FREEHOLD_DOCKER_SSH_PORT: Port.min(1).optional(),
  FREEHOLD_DOCKER_SSH_USER: z.string().optional(),
  FREEHOLD_DOCKER_LIMIT_STORAGE: z.enum(["true", "false"]).optional(),
  CLOUDFLARE_API_TOKEN: z.string().optional(),
  AWS_ACCESS_KEY_ID: z.string().optional(),
  AWS_SECRET_ACCESS_KEY: z.string().optional(),
} satisfies Record<SettingName, z.ZodType>);
type Settings = z.output<typeof Schema>;

/**
 * Reads and checks the settings. An empty variable counts as one that is not set.
 *
 * @throws FreeholdError `invalid_request` that names every wrong variable, the value got and what is allowed.
 */
export function readConfig(env: Environment): Config {
  const given = Object.fromEntries(SETTINGS.map(({ name }) => [name, env[name] || undefined]));
  const parsed = Schema.safeParse(given);
  if (!parsed.success) throw wrongSettings(parsed.error, given);
  const settings = parsed.data;
  return defined({
    home: path.resolve(settings.FREEHOLD_HOME),
    host: settings.FREEHOLD_HOST,
    port: settings.PORT,
    adminKey: settings.FREEHOLD_ADMIN_KEY,
    masterKey: settings.FREEHOLD_MASTER_KEY,
    database: databaseOf(settings),
    backendUrl: settings.PULUMI_BACKEND_URL,
    workers: settings.FREEHOLD_WORKERS,
    leaseSec: settings.FREEHOLD_LEASE_SEC,
    drainSec: settings.FREEHOLD_DRAIN_SEC,
    silenceSec: settings.FREEHOLD_SILENCE_SEC,
    stageSec: settings.FREEHOLD_STAGE_SEC,
    retries: settings.FREEHOLD_RETRIES,
    retryMs: settings.FREEHOLD_RETRY_MS,
    inventoryPauseSec: settings.FREEHOLD_INVENTORY_PAUSE_SEC,
    hostCheckSec: settings.FREEHOLD_HOST_CHECK_SEC,
    hostCheckTimeoutSec: settings.FREEHOLD_HOST_CHECK_TIMEOUT_SEC,
    hostChecks: settings.FREEHOLD_HOST_CHECKS,
    fallback: settings.FREEHOLD_PLACEMENT_FALLBACK,
    capacityRetrySec: settings.FREEHOLD_CAPACITY_RETRY_SEC,
    offerRefreshSec: settings.FREEHOLD_OFFER_REFRESH_SEC,
    goldenImages: settings.FREEHOLD_GOLDEN_IMAGES,
    logLevel: settings.LOG_LEVEL,
    dnsResolvers: settings.FREEHOLD_DNS_RESOLVER,
    pulumiBin: settings.FREEHOLD_PULUMI_BIN,
    cacheDir: settings.FREEHOLD_CACHE,
    clouds: settings.FREEHOLD_CLOUD === "live" ? liveOf(settings) : sandboxOf(settings),
  });
}

/** Values separated by commas. */
function listOf<Part extends z.ZodType<unknown, string>>(part: Part) {
  return z
    .string()
    .transform((text) => text.split(",").map((each) => each.trim()))
    .pipe(z.array(part).min(1));
}

function wholeNumber(min: number, max: number) {
  const problem = `must be a whole number from ${min} to ${max}`;
  return z.coerce.number(problem).int(problem).min(min, problem).max(max, problem);
}

function databaseOf(settings: Settings): DatabaseOptions {
  if (settings.DATABASE_URL !== undefined) return { kind: "postgres", url: settings.DATABASE_URL };
  return { kind: "pglite", dataDir: path.join(path.resolve(settings.FREEHOLD_HOME), "db") };
}

function sandboxOf(settings: Settings): SandboxConfig {
  return defined({
    kind: "sandbox" as const,
    attachTo: settings.FREEHOLD_SANDBOX,
    machines: settings.FREEHOLD_MACHINES,
    zones: settings.FREEHOLD_ZONE?.map(({ name }) => name),
    dnsProviders: settings.FREEHOLD_ZONE_PROVIDER,
    dockerHost:
      settings.FREEHOLD_SANDBOX_DOCKER === undefined ? undefined : settings.FREEHOLD_SANDBOX_DOCKER === "true",
    rateLimit:
      settings.FREEHOLD_SANDBOX_RATE_LIMIT === undefined ? undefined : settings.FREEHOLD_SANDBOX_RATE_LIMIT === "true",
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

/** Providers stand in the order of the zones; the last one is that of all further zones. */
function zonesOf(settings: Settings): ZoneConfig[] {
  const { FREEHOLD_ZONE: zones = [], FREEHOLD_ZONE_ID: onlyId, FREEHOLD_ZONE_PROVIDER: providers = [] } = settings;
  return zones.map(({ name, id = zones.length === 1 ? onlyId : undefined }, place) =>
    defined({ name, id, provider: providers[place] ?? providers.at(-1) ?? ("cloudflare" as const) }),
  );
}

/** Undefined when nothing of it is set. */
function proxmoxOf(settings: Settings): ProxmoxConfig | undefined {
  const config: ProxmoxConfig = defined({
    endpoint: settings.PROXMOX_VE_ENDPOINT,
    apiToken: settings.PROXMOX_VE_API_TOKEN,
    insecure: settings.PROXMOX_VE_INSECURE === undefined ? undefined : settings.PROXMOX_VE_INSECURE === "true",
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
function dockerOf(settings: Settings): DockerConfig | undefined {
  const limitStorage = settings.FREEHOLD_DOCKER_LIMIT_STORAGE;
  const config: DockerConfig = defined({
    host: settings.FREEHOLD_DOCKER_HOST,
    sshPrivateKey: settings.FREEHOLD_DOCKER_SSH_PRIVATE_KEY,
    hostKey: settings.FREEHOLD_DOCKER_HOST_KEY,
    address: settings.FREEHOLD_DOCKER_ADDRESS,
    sshPort: settings.FREEHOLD_DOCKER_SSH_PORT,
    sshUser: settings.FREEHOLD_DOCKER_SSH_USER,
    limitStorage: limitStorage === undefined ? undefined : limitStorage === "true",
  });
  return Object.keys(config).length === 0 ? undefined : config;
}

function wrongSettings(error: z.ZodError, given: Environment): FreeholdError {
  const lines = error.issues.map((issue) => {
    const name = String(issue.path[0]);
    const secret = SETTINGS.some((setting) => setting.name === name && "secret" in setting);
    const got = secret ? "a secret" : JSON.stringify(given[name]);
    return `${name} ${issue.message.charAt(0).toLowerCase()}${issue.message.slice(1)}, got ${got}`;
  });
  return new FreeholdError("invalid_request", lines.join("; "), {
    nextStep: "correct the environment and start again",
  });
}

type Defined<T> = { [Key in keyof T as undefined extends T[Key] ? never : Key]: T[Key] } & {
  [Key in keyof T as undefined extends T[Key] ? Key : never]?: Exclude<T[Key], undefined>;
};

/** The same object without the fields that are undefined. */
function defined<T extends object>(fields: T): Defined<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>;
}
