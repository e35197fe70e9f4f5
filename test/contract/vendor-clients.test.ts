import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { startSandbox } from "@freehold/sandbox";
import { expect } from "@jest/globals";
import { python, testWith } from "./environment.ts";

const testWithPython = testWith(
  python,
  "FREEHOLD_PYTHON names no Python with hcloud 2.27.0, cloudflare 5.9.0, pydo 0.44.0 and proxmoxer 2.3.0",
);

const clients = join(import.meta.dirname, "clients");

testWithPython("the vendor's Python client drives Hetzner, unpatched", async (interpreter) => {
  const sandbox = await startSandbox();
  try {
    const { endpoint, token } = sandbox.hetzner;

    const steps = await run(interpreter, "hetzner.py", [endpoint, token]);

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
    expect(await sandbox.inventory()).toEqual([]);
  } finally {
    await sandbox.close();
  }
});

testWithPython("the vendor's Python client drives Cloudflare, unpatched", async (interpreter) => {
  const sandbox = await startSandbox();
  try {
    const { endpoint, token, zone } = sandbox.cloudflare;

    const steps = await run(interpreter, "cloudflare-dns.py", [endpoint, token, zone]);

    expect(steps).toEqual(["zone", "create", "read", "update", "delete"]);
    expect(await sandbox.inventory()).toEqual([]);
  } finally {
    await sandbox.close();
  }
});

testWithPython("proxmoxer drives Proxmox VE, unpatched", async (interpreter) => {
  const sandbox = await startSandbox();
  try {
    const { endpoint, tokenId, tokenSecret, ssh } = sandbox.proxmox;
    const { hostname, port } = new URL(endpoint);

    const steps = await run(interpreter, "proxmox.py", [hostname, port, tokenId, tokenSecret, ssh.password]);

    expect(steps).toEqual(["access", "clone", "config", "start", "agent", "stop", "delete"]);
    expect(await sandbox.inventory()).toEqual([]);
  } finally {
    await sandbox.close();
  }
});

testWithPython("the vendor's Python client drives DigitalOcean, unpatched", async (interpreter) => {
  const sandbox = await startSandbox();
  try {
    const { endpoint, token } = sandbox.digitalocean;

    const steps = await run(interpreter, "digitalocean.py", [endpoint, token]);

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
    expect(await sandbox.inventory()).toEqual([]);
  } finally {
    await sandbox.close();
  }
});

/** Runs a script and returns the steps that it did; its error output is in the error when it fails. */
async function run(interpreter: string, script: string, args: string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(interpreter, [join(clients, script), ...args]);
  return JSON.parse(stdout);
}
