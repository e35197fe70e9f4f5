import { readFileSync } from "node:fs";
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
    hostctl: gzipSync(readFileSync(new URL("hostctl", hostFiles)), { level: 9 }).toString("base64"),
  };
  const template = readFileSync(new URL("cloud-config.yaml", hostFiles), "utf8");
  const userData = template.replace(
    /^( *)(.*?)\{\{(\w+)\}\}/gm,
    (_line, indent: string, before: string, name: string) =>
      `${indent}${before}${(values[name] ?? "").replaceAll("\n", `\n${indent}`)}`,
  );
  return { userData, user: "freehold", privateKey: userKey.private, hostKey: hostKey.public };
}
