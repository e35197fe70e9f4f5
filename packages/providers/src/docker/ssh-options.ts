import { readFileSync } from "node:fs";
import { ProviderError, reasonOf } from "@freehold/provider-kit";
import type { Connection } from "../command/ssh/connection.ts";

/** What the options of the `ssh` program say, as far as the stand-in understands them. */
interface SshOptions {
  identityFile?: string;
  knownHostsFile?: string;
  checksHostKey: boolean;
  port?: number;
  user?: string;
}

/** Options that change nothing for a client that asks no questions and has no other keys. */
const WITHOUT_MEANING = /^(IdentitiesOnly|BatchMode|GlobalKnownHostsFile|ConnectTimeout|LogLevel|ServerAlive\w+)$/i;

/** The connection that `ssh` would make to `ssh://user@host:port` with these options. */
export function connectionFor(host: string, options: readonly string[]): Connection {
  const url = new URL(host);
  const { identityFile, knownHostsFile, checksHostKey, port, user } = readSshOptions(options);
  if (identityFile === undefined) {
    throw new ProviderError(
      "docker:sshOpts must name the key to log in with, as -i <file>, in the stand-in for the sandbox",
    );
  }
  const at = { host: url.hostname, port: port ?? Number(url.port || 22), user: user ?? url.username };
  const hostKey = checksHostKey ? hostKeyIn(knownHostsFile, at) : undefined;
  return { ...at, privateKey: textOf(identityFile), ...(hostKey === undefined ? {} : { hostKey }) };
}

/**
 * Reads options as they stand on the command line of `ssh`.
 *
 * @throws ProviderError that names the first one that the stand-in does not have
 */
export function readSshOptions(options: readonly string[]): SshOptions {
  const read: SshOptions = { checksHostKey: true };
  for (let at = 0; at < options.length; at += 1) {
    const flag = options[at] ?? "";
    const [letter, attached] = [flag.slice(0, 2), flag.slice(2)];
    if (!/^-[iopl]$/.test(letter)) throw notBuilt(flag);
    const value = attached === "" ? (options[++at] ?? "") : attached;
    if (letter === "-i") read.identityFile = value;
    else if (letter === "-p") read.port = Number(value);
    else if (letter === "-l") read.user = value;
    else readLongOption(value, read);
  }
  return read;
}

function readLongOption(text: string, read: SshOptions): void {
  const [, name = "", value = ""] = /^\s*(\w+)\s*[=\s]\s*(.*)$/.exec(text) ?? [];
  switch (name.toLowerCase()) {
    case "identityfile":
      read.identityFile = value;
      return;
    case "userknownhostsfile":
      read.knownHostsFile = value;
      return;
    case "stricthostkeychecking":
      read.checksHostKey = !/^(no|off)$/.test(value);
      return;
    case "port":
      read.port = Number(value);
      return;
    case "user":
      read.user = value;
      return;
    default:
      if (!WITHOUT_MEANING.test(name)) throw notBuilt(text);
  }
}

function hostKeyIn(file: string | undefined, { host, port }: { host: string; port: number }): string {
  const name = port === 22 ? host : `[${host}]:${port}`;
  const lines = file === undefined ? [] : textOf(file).split("\n");
  const line = lines.find((candidate) => candidate.split(" ")[0]?.split(",").includes(name));
  if (line !== undefined) return line.slice(line.indexOf(" ") + 1);
  throw new ProviderError(
    `docker:sshOpts must name a UserKnownHostsFile with the key of ${name}, or say StrictHostKeyChecking=no`,
  );
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new ProviderError(`docker:sshOpts names ${file}, which cannot be read: ${reasonOf(error)}`, { cause: error });
  }
}

function notBuilt(option: string): ProviderError {
  return new ProviderError(
    `docker:sshOpts must be of -i, -p, -l and -o with IdentityFile, UserKnownHostsFile, StrictHostKeyChecking, Port or User in the stand-in for the sandbox, got "${option}"`,
  );
}
