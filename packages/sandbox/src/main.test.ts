import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";

const MAIN = join(import.meta.dirname, "main.ts");

function run(args: string[]): ChildProcess {
  return spawn(process.execPath, ["--disable-warning=ExperimentalWarning", MAIN, ...args], { stdio: "pipe" });
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
  [["--machines", "metal"], "--machines must be simulated or container, got metal; usage:"],
  [["--offline"], "--offline needs --machines container; usage:"],
  [["--port", "many"], "--port must be a port, 1 to 65500, got many; usage:"],
  [["--verbose"], "Unknown option '--verbose'"],
])("the arguments %p are refused with what is allowed", async (args, message) => {
  const child = run(args);

  const [error, status] = await Promise.all([errorOf(child), ended(child)]);

  expect(error).toContain(message);
  expect(status).toBe(1);
});
