import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { until } from "@freehold/testing";
import { expect, test } from "@jest/globals";
import { findKeptSandbox } from "./kept-file.ts";

const MAIN = join(import.meta.dirname, "main.ts");

function run(args: string[], env: Record<string, string> = {}): ChildProcess {
  const flags = ["--disable-warning=ExperimentalWarning"];
  return spawn(process.execPath, [...flags, MAIN, ...args], { stdio: "pipe", env: { ...process.env, ...env } });
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once("exit", resolve));
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error("the child has no output");
  for await (const line of createInterface(child.stdout)) return line;
  throw new Error("the child ended without a line");
}

async function errorOf(child: ChildProcess): Promise<string> {
  let text = "";
  child.stderr?.on("data", (chunk) => {
    text += chunk;
  });
  await ended(child);
  return text;
}

interface Description {
  hetzner: { endpoint: string; token: string };
  cloudflare: { endpoint: string; token: string; zoneId: string; zone: string };
  control: { endpoint: string };
  pulumi: { env: Record<string, string> };
}

test("with --json the first line is all that a shell needs, and a signal ends everything", async () => {
  const child = run(["--json"]);
  const end = ended(child);

  const described = JSON.parse(await firstLine(child)) as Description;
  const servers = await fetch(`${described.hetzner.endpoint}/servers`, {
    headers: { authorization: `Bearer ${described.hetzner.token}` },
  });
  child.kill("SIGTERM");

  expect(servers.status).toBe(200);
  expect(described.pulumi.env).toMatchObject({
    HCLOUD_ENDPOINT: described.hetzner.endpoint,
    CLOUDFLARE_BASE_URL: described.cloudflare.endpoint,
    FREEHOLD_ZONE_ID: described.cloudflare.zoneId,
    PULUMI_DEBUG_PROVIDERS: expect.stringMatching(/hcloud:\d+.*cloudflare:\d+.*command:\d+.*random:\d+.*tls:\d+/),
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  });
  expect(await end).toBe(0);
  expect(existsSync(fileURLToPath(described.pulumi.env.PULUMI_BACKEND_URL ?? ""))).toBe(false);
});

test("a port in use is one clear sentence and a failure", async () => {
  const first = run(["--json"]);
  const end = ended(first);
  const { control } = JSON.parse(await firstLine(first)) as Description;
  const { port } = new URL(control.endpoint);

  const second = run(["--port", port]);
  const [error, status] = await Promise.all([errorOf(second), ended(second)]);
  first.kill("SIGINT");

  expect(error).toBe(`sandbox: port ${port} on 127.0.0.1 is in use, choose another or end the program that has it\n`);
  expect(status).toBe(1);
  expect(await end).toBe(0);
});

test.each([
  [["--machines", "metal"], "--machines must be simulated or container, got metal; `npm run sandbox -- --help`"],
  [["--offline"], "--offline needs --machines container; `npm run sandbox -- --help`"],
  [["--port", "many"], "--port must be a port, 1 to 65500, got many; `npm run sandbox -- --help`"],
  [["--verbose"], "Unknown option '--verbose'"],
])("the arguments %p are refused with what is allowed", async (args, message) => {
  const child = run(args);

  const [error, status] = await Promise.all([errorOf(child), ended(child)]);

  expect(error).toContain(message);
  expect(status).toBe(1);
});

test("with --keep it is described in a file, goes on, and is ended by --stop", async () => {
  const home = await mkdtemp(join(tmpdir(), "freehold-kept-"));
  const file = join(home, "sandbox.json");
  const args = ["--keep", file, "--machines", "simulated", "--no-docker"];
  const child = run(args);
  const end = ended(child);
  const kept = await until("the file", () => findKeptSandbox(file));
  const { mode } = await stat(file);

  const stopped = run(["--stop"], { FREEHOLD_HOME: home });
  const said = await firstLine(stopped);

  expect(kept).toEqual({ pid: child.pid, arguments: args });
  expect(mode & 0o777).toBe(0o600);
  expect(said).toBe(`The sandbox of ${file} has ended, and everything in it.`);
  expect(await end).toBe(0);
  expect(existsSync(file)).toBe(false);
  await rm(home, { recursive: true });
});

test("a kept sandbox ends when its file is gone", async () => {
  const home = await mkdtemp(join(tmpdir(), "freehold-kept-"));
  const file = join(home, "sandbox.json");
  const child = run(["--keep", file, "--no-docker"]);
  const end = ended(child);
  await until("the file", () => findKeptSandbox(file));

  await rm(home, { recursive: true });

  expect(await end).toBe(0);
});

test("--help says every option, and starts nothing", async () => {
  const child = run(["--help"]);
  const end = ended(child);

  expect(await firstLine(child)).toBe("usage: npm run sandbox -- [options]");
  expect(await end).toBe(0);
});
