import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { gzipSync } from "node:zlib";
import type { AddressPool } from "../kernel/address-pool.ts";
import type { InventoryItem } from "../kernel/emulator.ts";
import type { MachineDriver } from "../machines/driver.ts";
import { ed25519KeyPair } from "../machines/ed25519-key-pair.ts";
import { type HostLogin, openHost } from "./host-session.ts";
import { inventoryOf } from "./inventory.ts";

const { resolve } = createRequire(import.meta.url);
const USER = "freehold";
const MACHINE = "docker-host";

/** A machine of the sandbox with Docker and hostctl, on which slots are enabled. */
export interface DockerHost {
  /** As the official provider takes it: `ssh://user@address:port`. */
  host: string;
  /** Key of the user who may use Docker and make slots, in OpenSSH form. */
  sshPrivateKey: string;
  /** The host's public key, in `authorized_keys` form. */
  hostKey: string;
  /** Whether slots can have a limit of storage: a container machine has no block devices. */
  limitStorage: boolean;
  inventory(): Promise<InventoryItem[]>;
  /** Removes all slots and what else of ours is there. */
  reset(): Promise<void>;
}

/** Makes the machine and waits until it takes slots. */
export async function openDockerHost(
  machines: MachineDriver,
  addresses: AddressPool,
  sshPort: number,
): Promise<DockerHost> {
  const login = ed25519KeyPair();
  const identity = ed25519KeyPair();
  const address = addresses.take();
  const userData = userDataOf(login.public, identity, sshPort);
  await machines.create({ id: MACHINE, hostname: MACHINE, address, userData, authorizedKeys: [], image: "debian-12" });
  const reach: HostLogin = {
    address,
    port: sshPort,
    user: USER,
    privateKey: login.private,
    hostKey: identity.public,
  };
  await enableSlots(reach);
  return {
    host: `ssh://${USER}@${address}:${sshPort}`,
    sshPrivateKey: login.private,
    hostKey: identity.public,
    limitStorage: machines.kind === "simulated",
    inventory: () => inventoryOf(reach),
    reset: () => removeAll(reach),
  };
}

async function enableSlots(reach: HostLogin): Promise<void> {
  const session = await openHost(reach);
  try {
    // The last steps of its first boot restart the SSH server: a login meanwhile would be cut off. A boot that failed shows below.
    await session.run("cloud-init status --wait").catch(() => {});
    const hostctl = templateText("hostctl");
    await session.run(`hostctl install ${createHash("sha256").update(hostctl).digest("hex")}`, hostctl);
    await session.run("hostctl slot enable", slotProgram());
  } finally {
    session.close();
  }
}

async function removeAll(reach: HostLogin): Promise<void> {
  const session = await openHost(reach);
  try {
    const tenants = new Set((await inventoryOf(reach)).map(({ labels }) => labels["freehold-tenant"] ?? ""));
    for (const tenant of tenants) if (tenant !== "") await session.run(`hostctl slot remove ${tenant}`);
  } finally {
    session.close();
  }
}

/** What an operator would give a machine that becomes a host: a login, keys, Docker and what takes hostctl. */
function userDataOf(authorizedKey: string, hostKey: { private: string; public: string }, sshPort: number): string {
  const values: Record<string, string> = {
    hostname: MACHINE,
    user: USER,
    authorizedKey,
    hostKeyPrivate: hostKey.private.trim(),
    hostKeyPublic: hostKey.public,
    sshPort: String(sshPort),
    installDocker: templateText("install-docker").trim(),
    loader: gzipSync(templateText("loader"), { level: 9 }).toString("base64"),
  };
  return templateText("cloud-config.yaml").replace(
    /^( *)(.*?)\{\{(\w+)\}\}/gm,
    (_line, indent: string, before: string, name: string) =>
      `${indent}${before}${(values[name] ?? "").replaceAll("\n", `\n${indent}`)}`,
  );
}

/** Its parts, in the order of their numbers. */
function slotProgram(): string {
  const parts = readdirSync(path.dirname(resolve("@freehold/templates/host/slot/10-slots.sh")));
  return parts.map((part) => templateText(`slot/${part}`)).join("\n");
}

function templateText(name: string): string {
  return readFileSync(resolve(`@freehold/templates/host/${name}`), "utf8");
}
