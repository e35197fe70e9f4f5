import { createHash } from "node:crypto";
import { chmodSync, lstatSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import type { DockerSettings } from "./docker-settings.ts";

/**
 * The options of the `ssh` program that the provider starts: the key to log in with and the one key that the host may show. The
 * program takes keys from files only; they are in a folder that nobody else can enter, under the same names at every update, so that
 * the provider's configuration does not change.
 */
export function sshOptionsFor(settings: DockerSettings): string[] {
  const folder = privateFolder();
  const key = fileIn(
    folder,
    "key",
    settings.sshPrivateKey.endsWith("\n") ? settings.sshPrivateKey : `${settings.sshPrivateKey}\n`,
  );
  const [type, blob] = settings.hostKey.trim().split(/\s+/);
  const { hostname, port } = new URL(settings.host);
  const name = port === "" || port === "22" ? hostname : `[${hostname}]:${port}`;
  const known = fileIn(folder, "known-hosts", `${name} ${type} ${blob}\n`);
  const options = [
    "IdentitiesOnly=yes",
    `UserKnownHostsFile=${known}`,
    "GlobalKnownHostsFile=/dev/null",
    "StrictHostKeyChecking=yes",
    "BatchMode=yes",
  ];
  return ["-i", key, ...options.flatMap((option) => ["-o", option])];
}

function privateFolder(): string {
  const folder = join(tmpdir(), `freehold-ssh-${userInfo().uid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== userInfo().uid) {
    throw new Error(`${folder} must be a folder of this user's, for the keys of Docker hosts; remove what is there`);
  }
  chmodSync(folder, 0o700);
  return folder;
}

function fileIn(folder: string, kind: string, content: string): string {
  const path = join(folder, `${kind}-${createHash("sha256").update(content).digest("hex").slice(0, 32)}`);
  // Another program may be reading it: a file in the making must not have its name.
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, content, { mode: 0o600 });
  renameSync(draft, path);
  return path;
}
