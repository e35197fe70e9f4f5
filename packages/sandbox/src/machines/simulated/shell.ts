import { finished } from "node:stream/promises";
import type { CloudConfig } from "./cloud-config.ts";
import type { CommandIo } from "./command-io.ts";
import { createEngineApi } from "./docker/api.ts";
import type { HostState, Slot } from "./host-state.ts";
import { ended, hostctl } from "./hostctl.ts";
import { UPDATE, updateOf, versionOf } from "./hostctl-release.ts";
import { confine, slotOf } from "./slots.ts";

/** What a command line can see of a simulated machine. */
export interface Shell {
  hostname: string;
  user: string;
  config: CloudConfig;
  host: HostState;
  /** Text of a file on the machine's disk, or undefined. */
  readFile(path: string): string | undefined;
}

const HOSTCTL_PATH = "/usr/local/bin/hostctl";
const SEAL_PATH = "/usr/local/sbin/freehold-seal";

/** Runs one command line: hostctl and a handful of commands that clients use to try a connection. Resolves with the exit code. */
export async function runCommandLine(line: string, shell: Shell, io: CommandIo): Promise<number> {
  const slot = slotOf(shell.user, shell.host);
  if (slot !== undefined) return runInSlot(line.split(/\s+/).filter(Boolean), slot, shell, io);
  const update = UPDATE.exec(line);
  if (update !== null) return runUpdate(update, shell, io);
  const [command = "", ...args] = withoutSudo(words(line));
  switch (command) {
    case "hostctl":
    case HOSTCTL_PATH:
      return shell.config.files.has(HOSTCTL_PATH) ? hostctl(args, shell.user, shell.host, io) : notFound(command, io);
    case SEAL_PATH:
      return seal(args, shell, io);
    case "docker":
      return docker(args, shell, io);
    case "true":
    case "":
      return 0;
    case "false":
      return 1;
    case "echo":
      io.out(args.join(" "));
      return 0;
    case "hostname":
      io.out(shell.hostname);
      return 0;
    case "whoami":
      io.out(shell.user);
      return 0;
    case "uname":
      io.out(args.length === 0 ? "Linux" : `Linux ${shell.hostname} 6.1.0-freehold-simulated x86_64 GNU/Linux`);
      return 0;
    case "cloud-init":
      io.out("status: done");
      return 0;
    case "cat":
      return cat(args, shell, io);
    default:
      return notFound(command, io);
  }
}

/** The script of templates/host/update-hostctl: hostctl by whichever door this machine has. */
async function runUpdate(update: string[], shell: Shell, io: CommandIo): Promise<number> {
  const { user, host, config } = shell;
  if (!config.files.has(HOSTCTL_PATH)) {
    io.err("update-hostctl: there is no hostctl on this machine");
    return 69;
  }
  const step = updateOf(host.hostctl, update, { given: await io.stdin(), isHost: host.slotsEnabled });
  if (step === undefined) {
    io.out(`hostctl ${versionOf(host.hostctl)} is here, which is newer than ${update[1]}`);
    return 0;
  }
  return hostctl(step.verb, user, host, { ...io, stdin: async () => step.stdin });
}

/** The one thing that sshd does for a slot's key: hostctl on that slot. */
async function runInSlot(asked: string[], slot: Slot, shell: Shell, io: CommandIo): Promise<number> {
  let exitCode = 0;
  const refused = await ended(io, async () => {
    const { args, host } = confine(asked, slot, shell.host);
    exitCode = await hostctl(args, shell.user, host, io);
  });
  return refused || exitCode;
}

/** `docker system dial-stdio`: the Engine API on the command's input and output. Other commands of docker are not there. */
async function docker(args: string[], shell: Shell, io: CommandIo): Promise<number> {
  if (args.join(" ") !== "system dial-stdio") {
    io.err(`docker: '${args.join(" ")}' is not simulated`);
    return 1;
  }
  if (!shell.host.dockerUsers.has(shell.user)) {
    io.err("permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock");
    return 1;
  }
  const channel = io.raw();
  createEngineApi(shell.host).emit("connection", channel);
  await finished(channel, { writable: false, signal: io.signal }).catch(() => {});
  return 0;
}

/** Says what templates/golden/seal says; a simulated machine's disk is not kept in an image. */
function seal(args: string[], shell: Shell, io: CommandIo): number {
  if (!shell.config.files.has(SEAL_PATH)) return notFound(SEAL_PATH, io);
  if (args[0] !== shell.user) {
    io.err(`freehold-seal: takes the name of the login that it shall remove, got "${args[0] ?? ""}"`);
    return 1;
  }
  const images = shell.config.files.get("/etc/freehold/images") ?? "";
  for (const image of images.split("\n").filter(Boolean)) io.out(`pulling ${image} (simulated)`);
  io.out("sealing");
  io.out("sealed");
  return 0;
}

function cat(paths: string[], shell: Shell, io: CommandIo): number {
  let exitCode = 0;
  for (const path of paths) {
    const text = shell.readFile(path);
    if (text === undefined) {
      io.err(`cat: ${path}: No such file or directory`);
      exitCode = 1;
    } else {
      io.out(text.replace(/\n$/, ""));
    }
  }
  return exitCode;
}

function notFound(command: string, io: CommandIo): number {
  io.err(`bash: line 1: ${command}: command not found`);
  return 127;
}

/** Splits at blanks, honouring single and double quotes. */
function words(line: string): string[] {
  const parts = line.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? [];
  return parts.map((part) => part.replace(/"([^"]*)"|'([^']*)'/g, "$1$2"));
}

function withoutSudo([first, ...rest]: string[]): string[] {
  if (first !== "sudo") {
    return first === undefined ? [] : [first, ...rest];
  }
  return rest[0] === "-n" ? rest.slice(1) : rest;
}
