import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Sandbox, startSandbox } from "@freehold/sandbox";
import { expect, test } from "@jest/globals";
import { driveCloudflare } from "./clients/cloudflare-node.ts";
import { goClients, python, renewsConformance, testWith } from "./environment.ts";
import { answeredOperations, type Client, conformanceDocument, type Proofs } from "./proofs.ts";

const testWithPython = testWith(
  python,
  "FREEHOLD_PYTHON names no Python with hcloud 2.27.0, cloudflare 5.9.0, pydo 0.44.0 and proxmoxer 2.3.0",
);
const testWithGo = testWith(
  goClients,
  "FREEHOLD_GO_CLIENTS names no folder with the programs of test/contract/clients/go",
);
const testWithAll = testWith(python && goClients, "it needs FREEHOLD_PYTHON and FREEHOLD_GO_CLIENTS");

const clients = join(import.meta.dirname, "clients");
const document = join(import.meta.dirname, "../../docs/conformance.md");
const proofs: Proofs = new Map();

testWithPython("the vendor's Python client drives Hetzner, unpatched", async (interpreter) => {
  const client: Client = { name: "hcloud 2.27.0", registry: "PyPI", cloud: "hetzner" };

  const steps = await drive(client, ({ hetzner: { endpoint, token } }) =>
    run(interpreter, [join(clients, "hetzner.py"), endpoint, token]),
  );

  expect(steps).toEqual([
    "ssh key",
    "network",
    "firewall",
    "primary ip",
    "server",
    "volume",
    "image",
    "catalogue",
    "delete",
  ]);
});

testWithGo("the vendor's Go client drives Hetzner, unpatched", async (folder) => {
  const client: Client = { name: "hcloud-go 2.50.0", registry: "Go", cloud: "hetzner" };

  const steps = await drive(client, ({ hetzner: { endpoint, token } }) =>
    run(join(folder, "hetzner"), [endpoint, token]),
  );

  expect(steps).toEqual(["ssh key", "network", "firewall", "primary ip", "server", "volume", "delete"]);
});

testWithPython("the vendor's Python client drives DigitalOcean, unpatched", async (interpreter) => {
  const client: Client = { name: "pydo 0.44.0", registry: "PyPI", cloud: "digitalocean" };

  const steps = await drive(client, ({ digitalocean: { endpoint, token } }) =>
    run(interpreter, [join(clients, "digitalocean.py"), endpoint, token]),
  );

  expect(steps).toEqual([
    "offer",
    "ssh key",
    "vpc",
    "firewall",
    "droplet",
    "volume",
    "reserved ip",
    "project",
    "delete",
  ]);
});

testWithGo("the vendor's Go client drives DigitalOcean, unpatched", async (folder) => {
  const client: Client = { name: "godo 1.236.0", registry: "Go", cloud: "digitalocean" };

  const steps = await drive(client, ({ digitalocean: { endpoint, token } }) =>
    run(join(folder, "digitalocean"), [endpoint, token]),
  );

  expect(steps).toEqual(["ssh key", "vpc", "firewall", "droplet", "volume", "reserved ip", "delete"]);
});

testWithPython("proxmoxer drives Proxmox VE, unpatched", async (interpreter) => {
  const client: Client = { name: "proxmoxer 2.3.0", registry: "PyPI", cloud: "proxmox" };

  const steps = await drive(client, ({ proxmox: { endpoint, tokenId, tokenSecret, ssh } }) => {
    const { hostname, port } = new URL(endpoint);
    return run(interpreter, [join(clients, "proxmox.py"), hostname, port, tokenId, tokenSecret, ssh.password]);
  });

  expect(steps).toEqual(["access", "clone", "config", "start", "agent", "stop", "delete"]);
});

testWithPython("the vendor's Python client drives Cloudflare, unpatched", async (interpreter) => {
  const client: Client = { name: "cloudflare 5.9.0", registry: "PyPI", cloud: "cloudflare" };

  const steps = await drive(client, ({ cloudflare: { endpoint, token, zone } }) =>
    run(interpreter, [join(clients, "cloudflare-dns.py"), endpoint, token, zone]),
  );

  expect(steps).toEqual(["zone", "create", "read", "update", "delete"]);
});

test("the vendor's client for Node drives Cloudflare, unpatched", async () => {
  const client: Client = { name: "cloudflare 7.3.0", registry: "npm", cloud: "cloudflare" };

  const steps = await drive(client, ({ cloudflare: { endpoint, token, zone } }) =>
    driveCloudflare(endpoint, token, zone),
  );

  expect(steps).toEqual(["zone", "create", "read", "update", "delete"]);
});

testWithAll("docs/conformance.md says what the clients have just proven", async () => {
  const reported = conformanceDocument(proofs);
  if (renewsConformance) await writeFile(document, reported);

  expect(await readFile(document, "utf8")).toBe(reported);
});

/** Lets a client drive a sandbox of its own, notes what it proved and expects that it left nothing. */
async function drive(client: Client, work: (sandbox: Sandbox) => Promise<unknown>): Promise<unknown> {
  const sandbox = await startSandbox();
  try {
    const steps = await work(sandbox);
    expect(await sandbox.inventory()).toEqual([]);
    proofs.set(client, await answeredOperations(sandbox.control.endpoint, client.cloud));
    return steps;
  } finally {
    await sandbox.close();
  }
}

/** Runs a program and returns the steps that it did; its error output is in the error when it fails. */
async function run(program: string, args: string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(program, args);
  return JSON.parse(stdout);
}
