import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { ed25519KeyPair } from "../ed25519-key-pair.ts";

const HOST_TEMPLATE = new URL("../../../../../templates/host/", import.meta.url);

/** Keys and user data of one machine, as the host template makes them. */
export interface MachineBootstrap {
  userData: string;
  user: string;
  /** The user's private key, OpenSSH form. */
  privateKey: string;
  /** The host's public key, OpenSSH form. */
  hostKey: string;
}

/**
 * Renders the host template with fresh keys.
 *
 * @param hostFiles Folder of the template's files, as a URL that ends with a slash; the checkout's, unless another version is given
 */
export function machineBootstrap(hostname: string, sshPort: number, hostFiles: URL = HOST_TEMPLATE): MachineBootstrap {
  const userKey = ed25519KeyPair();
  const hostKey = ed25519KeyPair();
  const values: Record<string, string> = {
    hostname,
    user: "freehold",
    authorizedKey: userKey.public,
    hostKeyPrivate: hostKey.private.trim(),
    hostKeyPublic: hostKey.public,
    sshPort: String(sshPort),
    ...programs(hostFiles),
  };
  const template = readFileSync(new URL("cloud-config.yaml", hostFiles), "utf8");
  const userData = template.replace(
    /^( *)(.*?)\{\{(\w+)\}\}/gm,
    (_line, indent: string, before: string, name: string) =>
      `${indent}${before}${(values[name] ?? "").replaceAll("\n", `\n${indent}`)}`,
  );
  return { userData, user: "freehold", privateKey: userKey.private, hostKey: hostKey.public };
}

/** What the user data brings: the loader, or, before there was one, the whole hostctl. */
function programs(hostFiles: URL): Record<string, string> {
  const names = ["loader", "hostctl"].filter((name) => existsSync(new URL(name, hostFiles)));
  return Object.fromEntries(
    names.map((name) => [name, gzipSync(readFileSync(new URL(name, hostFiles)), { level: 9 }).toString("base64")]),
  );
}

/** How hostctl comes to a machine that has the loader: a command of its user, and the standard input of it. */
export function hostctlInstall(hostFiles: URL = HOST_TEMPLATE): { command: string; stdin: string } {
  const stdin = readFileSync(new URL("hostctl", hostFiles), "utf8");
  return { command: `hostctl install ${createHash("sha256").update(stdin).digest("hex")}`, stdin };
}
