import { spawn } from "node:child_process";
import { once } from "node:events";
import { open, readFile, utimes } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { FreeholdError } from "@freehold/model";
import { findKeptSandbox } from "@freehold/sandbox/kept-file";
import type { SandboxConfig } from "../config/clouds.ts";
import type { Environment } from "../config/read-settings.ts";

const LOOK_MS = 50;
/** Far more often than the sandbox takes for forgotten. */
const TOUCH_MS = 60_000;

/** What a process of the sandbox needs of the environment; the service's secrets are none of its business. */
const ENVIRONMENT = ["PATH", "HOME", "TMPDIR", "FREEHOLD_CACHE", "DOCKER_HOST", "MALLOC_ARENA_MAX"];

/** A sandbox in a process of its own. */
export interface SandboxKept {
  /** Describes it: `attachToSandbox`. */
  file: string;
  /** Leaves it running: the next service on the home finds it. It ends by itself when nobody has used it for a day, or the home is gone. */
  close(): Promise<void>;
}

/**
 * The sandbox of a home, so that its tenants are there after a restart: one that runs is used, or one is started, which outlives this process.
 * The caller has the home's lock.
 *
 * @param environment Of this process; the sandbox gets what it needs of it
 * @throws FreeholdError `invalid_request` when one runs that was started with other settings, `service_unavailable` when none can be started
 */
export async function keepSandboxOf(
  home: string,
  config: SandboxConfig,
  environment: Environment,
): Promise<SandboxKept> {
  const file = path.join(home, "sandbox.json");
  const args = argumentsOf(config);
  const running = await findKeptSandbox(file);
  if (running === undefined) await start(file, args, { logFile: path.join(home, "sandbox.log"), environment });
  else assertSame(running.arguments, ["--keep", file, ...args], home);
  const touch = () => void utimes(file, new Date(), new Date()).catch(() => {});
  touch();
  const timer = setInterval(touch, TOUCH_MS).unref();
  return {
    file,
    async close() {
      clearInterval(timer);
      touch();
    },
  };
}

function argumentsOf({ machines, dockerHost, rateLimit, sshPort, zones = [], accounts }: SandboxConfig): string[] {
  return [
    ...["--machines", machines, "--accounts", String(accounts)],
    ...(dockerHost === undefined ? [] : [dockerHost ? "--docker" : "--no-docker"]),
    ...(rateLimit ? ["--rate-limit"] : []),
    ...(sshPort === undefined ? [] : ["--ssh-port", String(sshPort)]),
    ...zones.flatMap((zone) => ["--zone", zone]),
  ];
}

async function start(
  file: string,
  args: readonly string[],
  { logFile, environment }: { logFile: string; environment: Environment },
): Promise<void> {
  const log = await open(logFile, "w", 0o600);
  const main = createRequire(import.meta.url).resolve("@freehold/sandbox/main");
  const given = Object.entries(environment).filter(([name]) => ENVIRONMENT.includes(name));
  const child = spawn(process.execPath, [...process.execArgv, main, "--keep", file, ...args], {
    // A group of its own: what ends this service's group, such as Ctrl-C, does not end it.
    detached: true,
    env: Object.fromEntries(given),
    stdio: ["ignore", "ignore", log.fd],
  });
  const ended = once(child, "exit").then(() => "ended" as const);
  child.unref();
  try {
    while ((await Promise.race([setTimeout(LOOK_MS), ended])) !== "ended") {
      if ((await findKeptSandbox(file))?.pid === child.pid) return;
    }
    throw notStarted(await readFile(logFile, "utf8"));
  } finally {
    await log.close();
  }
}

function assertSame(running: readonly string[], wanted: readonly string[], home: string): void {
  if (running.join("\n") === wanted.join("\n")) return;
  throw new FreeholdError(
    "invalid_request",
    `the sandbox of ${home} runs with other settings: ${running.slice(2).join(" ")}, not ${wanted.slice(2).join(" ")}`,
    {
      nextStep:
        "set them as they were, or end it and what is in it with `npm run sandbox -- --stop`, then start the service again",
    },
  );
}

function notStarted(log: string): FreeholdError {
  const said =
    log
      .trim()
      .split("\n")
      .at(-1)
      ?.replace(/^sandbox: /, "") || "it ended without a word";
  return new FreeholdError("service_unavailable", `the sandbox did not start: ${said}`);
}
