import { mkdtemp, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { serveStandIns } from "@freehold/providers";
import { describeAsJson, describeAsText, type PulumiEnv } from "./describe.ts";
import { removeKeptFile, stopKeptSandbox, untilForgotten, writeKeptFile } from "./kept-file.ts";
import { randomAlphanumeric } from "./kernel/random.ts";
import { readArguments, type SandboxArguments, USAGE } from "./read-arguments.ts";
import { type Sandbox, type SandboxOptions, startSandbox } from "./sandbox.ts";
import { untilAskedToStop } from "./until-asked-to-stop.ts";

try {
  await main();
} catch (error) {
  process.stderr.write(`sandbox: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  const asked = readArguments(args);
  if (asked.help) return say(USAGE);
  if (asked.stop) return stop(keptFileOf(process.env));
  return asked.keep === undefined ? serve(asked) : serveKept(asked, asked.keep, args);
}

/** Until somebody interrupts it. */
async function serve({ json, accounts, options }: SandboxArguments): Promise<void> {
  const sandbox = await start(options);
  const cloudsEnv = cloudEnv(sandbox);
  const alreadyAttached = process.env.PULUMI_DEBUG_PROVIDERS ?? "";
  const standIns = await serveStandIns({ alreadyAttached, environment: cloudsEnv });
  const stateDir = await mkdtemp(join(tmpdir(), "freehold-sandbox-"));

  const env = { ...standIns.env, ...cloudsEnv, ...engineEnv(stateDir) };
  say(json ? describeAsJson(sandbox, env, accounts) : describeAsText(sandbox, env));

  await untilAskedToStop();
  await standIns.close();
  await sandbox.close();
  await rm(stateDir, { recursive: true, force: true }); // the state describes clouds that are gone
  process.exit(0);
}

/** For a service that comes and goes: it has stand-ins and state of its own. */
async function serveKept({ accounts, options }: SandboxArguments, file: string, args: string[]): Promise<void> {
  const sandbox = await start(options);
  await writeKeptFile(file, describeAsJson(sandbox, { FREEHOLD_SSH_PORT: String(sandbox.sshPort) }, accounts), args);
  const ended = new AbortController();
  await Promise.race([untilAskedToStop(), untilForgotten(file, ended.signal)]);
  ended.abort();
  await removeKeptFile(file);
  await sandbox.close();
  process.exit(0);
}

function start(options: SandboxOptions): Promise<Sandbox> {
  const cacheDir = process.env.FREEHOLD_CACHE;
  const log = (line: string) => process.stderr.write(`${line}\n`);
  return startSandbox({ ...options, log, ...(cacheDir && { cacheDir }) });
}

async function stop(file: string): Promise<void> {
  const stopped = await stopKeptSandbox(file);
  say(stopped ? `The sandbox of ${file} has ended, and everything in it.` : `No sandbox runs that ${file} describes.`);
}

/** Where `npm start` keeps the file. */
function keptFileOf({ FREEHOLD_HOME }: NodeJS.ProcessEnv): string {
  const home = FREEHOLD_HOME?.replace(/^~(?=\/|$)/, homedir()) || join(homedir(), ".freehold");
  return join(home, "sandbox.json");
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
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
