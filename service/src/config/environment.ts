import { homedir } from "node:os";
import path from "node:path";
import { DomainName, Fallback, FreeholdError, Template } from "@freehold/model";
import { DockerSettings, ProxmoxSettings } from "@freehold/stack-contract/cloud-settings";
import { DNS_PROVIDER_NAMES } from "@freehold/stack-contract/dns-settings";
import { Cidr } from "@freehold/stack-contract/setting-values";
import { z } from "zod";
import { HEAL_MODES } from "../app/ledger/settings.ts";
import { ROLES } from "./role.ts";
import { SETTINGS, type SettingName } from "./settings.ts";
import { StageLimitsSetting } from "./stage-limits.ts";

/** The process's environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
const Port = wholeNumber(0, 65_535);
const Flag = z.enum(["true", "false"]).transform((text) => text === "true");

/** One per account, separated by commas. */
const Tokens = listOf(z.string())
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

/** `40 EUR`. */
const Amount = z
  .string()
  .regex(/^\d+(\.\d{1,2})? [A-Z]{3}$/, "must be amounts such as 40 EUR")
  .transform((text) => {
    const [amount, currency = ""] = text.split(" ");
    return { amount: Number(amount), currency };
  });
const CallsPerHour = z
  .string()
  .regex(
    /^(hetzner|digitalocean|cloudflare|route53|proxmox)=[1-9]\d{1,6}$/,
    "must be numbers from 10 to 9999999 such as hetzner=7200, of hetzner, digitalocean, cloudflare, route53 or proxmox",
  )
  .transform((text) => text.split("=") as [cloud: string, calls: string]);

const Schema = z.object({
  FREEHOLD_ROLE: z.enum(ROLES).default("all"),
  FREEHOLD_HOME: z.string().default(path.join(homedir(), ".freehold")),
  FREEHOLD_CLOUD: z.enum(["sandbox", "live"]).default("sandbox"),
  FREEHOLD_HOST: z.string().default("127.0.0.1"),
  PORT: Port.default(8080),
  FREEHOLD_RATE_LIMIT_KEY: wholeNumber(0, 1_000_000).default(6000),
  FREEHOLD_RATE_LIMIT_ADDRESS: wholeNumber(0, 1_000_000).default(12_000),
  FREEHOLD_RATE_LIMIT_FAILURES: wholeNumber(0, 1_000_000).default(60),
  FREEHOLD_STREAMS_PER_KEY: wholeNumber(0, 100_000).default(100),
  FREEHOLD_CORS_ORIGINS: listOf(
    z.string().regex(/^https?:\/\/[^/\s]+$/, "must be origins such as https://app.example.com, without a path"),
  ).optional(),
  FREEHOLD_TRUSTED_PROXIES: listOf(
    z.union([z.ipv4(), z.ipv6(), Cidr], "must be addresses or networks such as 10.0.0.0/8"),
  ).optional(),
  FREEHOLD_ADMIN_KEY: z.string().min(16, "must be at least 16 characters").optional(),
  FREEHOLD_MASTER_KEY: z.string().optional(),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, "must begin with postgres://")
    .optional(),
  PULUMI_BACKEND_URL: z.string().optional(),
  FREEHOLD_WORKERS: wholeNumber(1, 64).default(3),
  FREEHOLD_RUNNING: wholeNumber(1, 10_000).optional(),
  FREEHOLD_RUNNING_PER_ACCOUNT: wholeNumber(1, 10_000).optional(),
  FREEHOLD_RUNNING_PER_ORGANIZATION: wholeNumber(1, 10_000).optional(),
  FREEHOLD_LEASE_SEC: wholeNumber(1, 3600).default(30),
  FREEHOLD_DRAIN_SEC: wholeNumber(0, 3600).default(30),
  FREEHOLD_MIN_FREE_MIB: wholeNumber(0, 1_000_000).default(200),
  FREEHOLD_SILENCE_SEC: wholeNumber(1, 86_400).default(1200),
  FREEHOLD_STAGE_SEC: StageLimitsSetting,
  FREEHOLD_RETRIES: wholeNumber(0, 20).default(7),
  FREEHOLD_RETRY_MS: wholeNumber(1, 600_000).default(500),
  FREEHOLD_INVENTORY_PAUSE_SEC: wholeNumber(0, 60).default(3),
  FREEHOLD_HOST_CHECK_SEC: wholeNumber(1, 3600).default(30),
  FREEHOLD_HOST_CHECK_TIMEOUT_SEC: wholeNumber(1, 300).default(10),
  FREEHOLD_HOST_CHECKS: wholeNumber(1, 100).default(3),
  FREEHOLD_PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: "must be a URL such as https://api.example.com" })
    .optional(),
  FREEHOLD_HEARTBEAT_LOST_SEC: wholeNumber(5, 86_400).default(300),
  FREEHOLD_SWEEP_SEC: wholeNumber(1, 86_400).default(600),
  FREEHOLD_SWEEP_CONFIRM_SEC: wholeNumber(0, 600).default(5),
  FREEHOLD_SWEEP_PERCENT: wholeNumber(1, 100).default(10),
  FREEHOLD_HEAL: z.enum(HEAL_MODES).default("report"),
  FREEHOLD_BRAKE_PERCENT: wholeNumber(1, 100).default(10),
  FREEHOLD_ORPHAN_GRACE_SEC: wholeNumber(0, 31_536_000).default(86_400),
  FREEHOLD_ORPHAN_REMOVAL_SEC: wholeNumber(0, 31_536_000).optional(),
  FREEHOLD_PLACEMENT_FALLBACK: Fallback.default("none"),
  FREEHOLD_CAPACITY_RETRY_SEC: wholeNumber(1, 86_400).default(60),
  FREEHOLD_OFFER_REFRESH_SEC: wholeNumber(0, 86_400).default(600),
  FREEHOLD_CALLS_PER_HOUR: listOf(CallsPerHour).optional(),
  FREEHOLD_GOLDEN_IMAGES: Template.optional(),
  FREEHOLD_POLICY_PUBLIC_SSH: z.enum(["deny", "warn", "allow"]).default("warn"),
  FREEHOLD_POLICY_REGIONS: listOf(
    z.string().regex(/^[a-z]+(:[a-zA-Z0-9._-]+)?$/, "must be clouds or regions such as hetzner or digitalocean:fra1"),
  ).optional(),
  FREEHOLD_POLICY_MAX_PRICE: listOf(Amount).optional(),
  FREEHOLD_POLICIES: z.string().optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS).default("info"),
  FREEHOLD_PULUMI_BIN: z.string().default("pulumi"),
  FREEHOLD_CACHE: z.string().optional(),
  FREEHOLD_SANDBOX: z.string().optional(),
  FREEHOLD_MACHINES: z.enum(["simulated", "container"]).default("simulated"),
  FREEHOLD_SANDBOX_DOCKER: Flag.optional(),
  FREEHOLD_SANDBOX_RATE_LIMIT: Flag.optional(),
  FREEHOLD_SANDBOX_ACCOUNTS: wholeNumber(1, 20).default(1),
  FREEHOLD_MAX_TENANTS_PER_ACCOUNT: wholeNumber(1, 100_000).optional(),
  FREEHOLD_SSH_PORT: wholeNumber(1, 65_535).optional(),
  FREEHOLD_SSH_ALLOWED_FROM: listOf(Cidr).optional(),
  FREEHOLD_ZONE: listOf(Zone).optional(),
  FREEHOLD_ZONE_ID: z.string().optional(),
  FREEHOLD_PRIVATE_TARGETS: listOf(Cidr).optional(),
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
  HCLOUD_SERVER_LIMIT: listOf(wholeNumber(1, 100_000)).optional(),
  DIGITALOCEAN_TOKEN: Tokens.optional(),
  PROXMOX_VE_ENDPOINT: z.url({ protocol: /^https$/, error: "must be a URL such as https://192.0.2.1:8006" }).optional(),
  PROXMOX_VE_API_TOKEN: ProxmoxSettings.shape.apiToken.optional(),
  PROXMOX_VE_INSECURE: Flag.optional(),
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
  FREEHOLD_DOCKER_LIMIT_STORAGE: Flag.optional(),
  CLOUDFLARE_API_TOKEN: z.string().optional(),
  DOKPLOY_URL: z.url({ protocol: /^https?$/, error: "must be a URL such as https://dokploy.example.com" }).optional(),
  DOKPLOY_API_KEY: z.string().optional(),
  AWS_ACCESS_KEY_ID: z.string().optional(),
  AWS_SECRET_ACCESS_KEY: z.string().optional(),
} satisfies Record<SettingName, z.ZodType>);
/** The values of all settings, checked; undefined where one is not set and has no default. */
export type Settings = z.output<typeof Schema>;

/**
 * Checks the settings. An empty variable counts as one that is not set.
 *
 * @throws FreeholdError `invalid_request` that names every wrong variable, the value got and what is allowed.
 */
export function readEnvironment(env: Environment): Settings {
  const given = Object.fromEntries(SETTINGS.map(({ name }) => [name, env[name] || undefined]));
  const parsed = Schema.safeParse(given);
  if (!parsed.success) throw wrongSettings(parsed.error, given);
  return parsed.data;
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
  return z.coerce.number<string>(problem).int(problem).min(min, problem).max(max, problem);
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
