import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import type { ProgramSource } from "../src/contract.ts";

/** The engine's binary: `FREEHOLD_PULUMI_BIN`, else the toolchain's cache, else the PATH. */
export const PULUMI_BIN = findPulumi();

/** Programs that tests run beside the product's. */
export const TEST_PROGRAMS: Record<string, ProgramSource> = Object.fromEntries(
  ["plain", "throws", "hangs", "leaks", "server"].map((name) => [
    name,
    { project: `test-${name}`, module: new URL(`./programs/${name}.ts`, import.meta.url).href },
  ]),
);

export const PASSPHRASE = "correct horse battery staple";

function findPulumi(): string | undefined {
  const cache = process.env.FREEHOLD_CACHE ?? join(homedir(), ".cache", "freehold");
  const onPath = (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, "pulumi"));
  const candidates = [process.env.FREEHOLD_PULUMI_BIN, join(cache, "pulumi-3.250.0", "bin", "pulumi"), ...onPath];
  return candidates.find((path) => path !== undefined && existsSync(path));
}
