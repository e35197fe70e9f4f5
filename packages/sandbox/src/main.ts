import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { serveStandIns } from "@freehold/providers";
import { describeAsJson, describeAsText, type PulumiEnv } from "./describe.ts";
import { randomAlphanumeric } from "./kernel/random.ts";
import { type Sandbox, type SandboxOptions, startSandbox } from "./sandbox.ts";
import { untilAskedToStop } from "./until-asked-to-stop.ts";

const USAGE =
  "usage: npm run sandbox -- [--json] [--machines simulated|container] [--offline] [--docker] [--port N] [--ssh-port N] [--rate-limit] [--accounts N] [--zone NAME]...";

const MOST_ACCOUNTS = 20;

/** Leaves room for the endpoints that take the ports after the first. */
const LAST_PORT = 65_500;

try {
  await main();
} catch (error) {
  process.stderr.write(`sandbox: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

async function main(): Promise<void> {
  const { json, accounts, options } = readArguments(process.argv.slice(2));
  const cacheDir = process.env.FREEHOLD_CACHE;
  const log = (line: string) => process.stderr.write(`${line}\n`);
  const sandbox = await startSandbox({ ...options, log, ...(cacheDir && { cacheDir }) });
  const cloudsEnv = cloudEnv(sandbox);
  const alreadyAttached = process.env.PULUMI_DEBUG_PROVIDERS ?? "";
  const standIns = await serveStandIns({ alreadyAttached, environment: cloudsEnv });
  const stateDir = await mkdtemp(join(tmpdir(), "freehold-sandbox-"));

  const env = { ...standIns.env, ...cloudsEnv, ...engineEnv(stateDir) };
  process.stdout.write(`${json ? describeAsJson(sandbox, env, accounts) : describeAsText(sandbox, env)}\n`);

  await untilAskedToStop();
  await standIns.close();
  await sandbox.close();
  await rm(stateDir, { recursive: true, force: true }); // the state describes clouds that are gone
  process.exit(0);
}

function readArguments(args: string[]): { json: boolean; accounts: number; options: SandboxOptions } {
  const { values } = parse(args);
  const machines = values.machines ?? "simulated";
  if (machines !== "simulated" && machines !== "container") {
    throw new Error(`--machines must be simulated or container, got ${machines}; ${USAGE}`);
  }
  const offline = values.offline ?? false;
  if (offline && machines !== "container") throw new Error(`--offline needs --machines container; ${USAGE}`);
  const port = readPort("--port", values.port);
  const sshPort = readPort("--ssh-port", values["ssh-port"]);
  const [zone, ...furtherZones] = values.zone ?? [];
  const options = {
    machines,
    offline,
    ...(values.docker && { dockerHost: true }),
    ...(zone !== undefined && { zone, furtherZones }),
    rateLimit: values["rate-limit"] ?? false,
    ...(port !== undefined && { port }),
    ...(sshPort !== undefined && { sshPort }),
  } as const;
  return { json: values.json ?? false, accounts: readAccounts(values.accounts), options };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        json: { type: "boolean" },
        machines: { type: "string" },
        offline: { type: "boolean" },
        docker: { type: "boolean" },
        port: { type: "string" },
        "ssh-port": { type: "string" },
        "rate-limit": { type: "boolean" },
        accounts: { type: "string" },
        zone: { type: "string", multiple: true },
      },
    });
  } catch (error) {
    throw new Error(`${(error as Error).message}; ${USAGE}`, { cause: error });
  }
}

function readPort(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > LAST_PORT)
    throw new Error(`${name} must be a port, 1 to ${LAST_PORT}, got ${text}; ${USAGE}`);
  return port;
}

/** Accounts at each cloud that knows them; printed with `--json`. */
function readAccounts(text = "1"): number {
  const accounts = Number(text);
  if (!Number.isInteger(accounts) || accounts < 1 || accounts > MOST_ACCOUNTS)
    throw new Error(`--accounts must be a whole number, 1 to ${MOST_ACCOUNTS}, got ${text}; ${USAGE}`);
  return accounts;
}

/** What leads providers to the emulated clouds. */
function cloudEnv(sandbox: Sandbox): PulumiEnv {
  const { hetzner, digitalocean, cloudflare, proxmox, route53 } = sandbox;
  return {
    HCLOUD_TOKEN: hetzner.token,
    HCLOUD_ENDPOINT: hetzner.endpoint,
    DIGITALOCEAN_TOKEN: digitalocean.token,
    // The official plugin adds `/v2` itself.
    DIGITALOCEAN_API_URL: new URL("/", digitalocean.endpoint).href,
    CLOUDFLARE_API_TOKEN: cloudflare.token,
    CLOUDFLARE_BASE_URL: cloudflare.endpoint,
    PROXMOX_VE_ENDPOINT: proxmox.endpoint,
    PROXMOX_VE_API_TOKEN: `${proxmox.tokenId}=${proxmox.tokenSecret}`,
    PROXMOX_VE_INSECURE: "true",
    PROXMOX_VE_SSH_USERNAME: proxmox.ssh.username,
    PROXMOX_VE_SSH_PASSWORD: proxmox.ssh.password,
    PROXMOX_VE_SSH_ADDRESS: proxmox.ssh.address,
    PROXMOX_VE_SSH_PORT: String(proxmox.ssh.port),
    ...dockerEnv(sandbox),
    AWS_ACCESS_KEY_ID: route53.accessKeyId,
    AWS_SECRET_ACCESS_KEY: route53.secretAccessKey,
    AWS_ENDPOINT_URL_ROUTE_53: route53.endpoint,
    FREEHOLD_SSH_PORT: String(sandbox.sshPort),
    FREEHOLD_ZONE: cloudflare.zone,
    FREEHOLD_ZONE_ID: cloudflare.zoneId,
  };
}

/** What else an engine needs for `pulumi up` against the sandbox. */
function engineEnv(stateDir: string): PulumiEnv {
  return {
    PULUMI_BACKEND_URL: `file://${stateDir}`,
    PULUMI_CONFIG_PASSPHRASE: randomAlphanumeric(32),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PATH: pathWithTools(),
  };
}

function dockerEnv({ docker }: Sandbox): PulumiEnv {
  if (docker === undefined) return {};
  return {
    FREEHOLD_DOCKER_HOST: docker.host,
    FREEHOLD_DOCKER_SSH_PRIVATE_KEY: docker.sshPrivateKey,
    FREEHOLD_DOCKER_HOST_KEY: docker.hostKey,
    FREEHOLD_DOCKER_LIMIT_STORAGE: String(docker.limitStorage),
  };
}

/** The engine and this very Node in front: the engine starts programs with the first `node` it finds. */
function pathWithTools(): string {
  const engine = process.env.FREEHOLD_PULUMI_BIN;
  const first = [...(engine === undefined ? [] : [dirname(engine)]), dirname(process.execPath)];
  const rest = (process.env.PATH ?? "").split(delimiter).filter((folder) => !first.includes(folder));
  return [...first, ...rest].join(delimiter);
}
