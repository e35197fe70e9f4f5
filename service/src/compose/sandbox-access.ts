import { readFile } from "node:fs/promises";
import { FreeholdError } from "@freehold/model";
import type { Sandbox } from "@freehold/sandbox";
import { z } from "zod";
import type { SandboxConfig } from "../config/clouds.ts";

const Proxmox = z.object({
  endpoint: z.url(),
  tokenId: z.string(),
  tokenSecret: z.string(),
  node: z.string(),
  templateId: z.number().int(),
  ssh: z.object({ address: z.string(), port: z.number().int(), username: z.string(), password: z.string() }),
});

const DockerHost = z.object({
  host: z.string(),
  sshPrivateKey: z.string(),
  hostKey: z.string(),
  limitStorage: z.boolean(),
});

const Internet = z.object({
  resolver: z.string(),
  authority: z.string(),
  ports: z.record(z.string(), z.number().int()),
  machineKind: z.enum(["simulated", "container"]),
});

/** A cloud of the sandbox that knows accounts. */
export interface SandboxVendor {
  endpoint: string;
  token: string;
  /** Tokens of further accounts. @default - there are none */
  furtherTokens?: readonly string[];
}

/** A running sandbox, as far as the service needs to know it. */
export interface SandboxAccess {
  hetzner: SandboxVendor;
  digitalocean: SandboxVendor;
  proxmox: z.infer<typeof Proxmox>;
  /** @default - the sandbox has no Docker host */
  docker?: z.infer<typeof DockerHost> | undefined;
  cloudflare: {
    endpoint: string;
    token: string;
    zoneId: string;
    zone: string;
    /** All its zones. @default - the one above */
    zones?: readonly { id: string; name: string }[];
  };
  /** @default - none that the service knows of */
  route53?: { endpoint: string; accessKeyId: string; secretAccessKey: string; zoneId: string; zone: string };
  /** @default - none that the service knows of */
  dokploy?: { endpoint: string; apiKey: string };
  /** How its tenants are reached by their names. @default - an older sandbox, which says nothing of it */
  internet?: z.infer<typeof Internet> | undefined;
  sshPort: number;
  /** Present when it runs in this process and ends with it. */
  own?: Sandbox;
}

const Vendor = z.object({ endpoint: z.url(), token: z.string(), furtherTokens: z.array(z.string()).default([]) });

/** What `npm run sandbox -- --json` prints, as far as it is used here. */
const Description = z.object({
  hetzner: Vendor,
  digitalocean: Vendor,
  proxmox: Proxmox,
  docker: DockerHost.optional(),
  cloudflare: z.object({
    endpoint: z.url(),
    token: z.string(),
    zoneId: z.string(),
    zone: z.string(),
    zones: z.array(z.object({ id: z.string(), name: z.string() })),
  }),
  route53: z.object({
    endpoint: z.url(),
    accessKeyId: z.string(),
    secretAccessKey: z.string(),
    zoneId: z.string(),
    zone: z.string(),
  }),
  dokploy: z.object({ endpoint: z.url(), apiKey: z.string() }),
  internet: Internet.optional(),
  pulumi: z.object({ env: z.object({ FREEHOLD_SSH_PORT: z.coerce.number().int() }) }),
});

/** Attaches to the sandbox that the configuration names, or starts one in this process. */
export async function openSandbox(config: SandboxConfig, cacheDir: string | undefined): Promise<SandboxAccess> {
  if (config.attachTo !== undefined) {
    if (config.accounts > 1) throw oneAccountOnly(config.accounts);
    return attachToSandbox(config.attachTo);
  }
  // Loaded where it is used: a service on real clouds needs no emulators.
  const { startSandbox } = await import("@freehold/sandbox");
  const own = await startSandbox({
    machines: config.machines,
    ...zoneNames(config.zones),
    ...(config.dockerHost !== undefined && { dockerHost: config.dockerHost }),
    ...(config.rateLimit !== undefined && { rateLimit: config.rateLimit }),
    ...(config.sshPort !== undefined && { sshPort: config.sshPort }),
    ...(cacheDir !== undefined && { cacheDir }),
  });
  const { proxmox, docker, cloudflare, route53, dokploy, internet, sshPort } = own;
  const hetzner = withAccounts(own.hetzner, config.accounts);
  const digitalocean = withAccounts(own.digitalocean, config.accounts);
  return { hetzner, digitalocean, proxmox, docker, cloudflare, route53, dokploy, internet, sshPort, own };
}

function zoneNames([zone, ...furtherZones]: readonly string[] = []) {
  return zone === undefined ? {} : { zone, furtherZones };
}

function withAccounts({ endpoint, token, newToken }: Sandbox["hetzner"], accounts: number): SandboxVendor {
  const names = Array.from({ length: accounts - 1 }, (_, index) => `account-${index + 2}`);
  return { endpoint, token, furtherTokens: names.map(newToken) };
}

/** The sandbox that a file describes, in the form that `npm run sandbox -- --json` prints. */
export async function attachToSandbox(file: string): Promise<SandboxAccess> {
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw unusable(file, "cannot be read", cause);
  });
  const [line = ""] = text.split("\n");
  try {
    const { pulumi, ...clouds } = Description.parse(JSON.parse(line));
    return { ...clouds, sshPort: pulumi.env.FREEHOLD_SSH_PORT };
  } catch (cause) {
    throw unusable(file, "does not hold what the sandbox prints", cause);
  }
}

function oneAccountOnly(accounts: number): FreeholdError {
  return new FreeholdError(
    "invalid_request",
    `FREEHOLD_SANDBOX_ACCOUNTS must be 1 with FREEHOLD_SANDBOX, which has its own, got ${accounts}`,
    { nextStep: "leave it out, and start that sandbox with --accounts" },
  );
}

function unusable(file: string, what: string, cause: unknown): FreeholdError {
  return new FreeholdError("invalid_request", `FREEHOLD_SANDBOX names ${file}, which ${what}`, {
    cause,
    nextStep: "write it with: npm run --silent sandbox -- --json > sandbox.json",
  });
}
