import type { CommandIo } from "./command-io.ts";
import { EXIT, Failure } from "./failure.ts";
import type { HostState, Slot } from "./host-state.ts";
import { runBringHostctl } from "./hostctl-release.ts";
import type { Workload } from "./workload.ts";

const USER = /^fh-([a-z][a-z0-9]*)$/;
/** Version of the program for slots, as templates/host/slot says it. */
const SLOT_VERSION = "2.1.0";
/** Verbs that a slot's key may ask for. */
const SLOT_VERBS = ["apply", "remove", "pause", "resume", "restart", "hook", "logs", "status", "wait", "version"];

/** The slot that a user is confined to; undefined for the operator's users. */
export function slotOf(user: string, host: HostState): Slot | undefined {
  return host.slots.get(USER.exec(user)?.[1] ?? "");
}

/** What hostctl does of a slot's command line: the words behind `hostctl`, on the slot's own workloads. */
export function confine(args: string[], slot: Slot, host: HostState): { args: string[]; host: HostState } {
  const [command = "", verb = ""] = args;
  if (command !== "hostctl" && command !== "/usr/local/bin/hostctl") {
    throw new Failure(EXIT.usage, `a slot's key runs hostctl only, got "${command}"`);
  }
  if (!SLOT_VERBS.includes(verb)) {
    const allowed = "apply, status, wait, logs, pause, resume, restart, hook, remove and version";
    throw new Failure(EXIT.usage, `"${verb}" is not for slots, allowed are ${allowed}`);
  }
  return { args: args.slice(1), host: { ...host, workloads: slot.workloads, confinedTo: slot } };
}

/** `hostctl slot`, as templates/host/slot has it. */
export async function slotVerb(args: string[], user: string, host: HostState, io: CommandIo): Promise<void> {
  const [action = "", tenantId = "", ...rest] = args;
  if (action === "enable") {
    await enable(user, host, io);
    return;
  }
  if (!host.slotsEnabled) throw new Failure(EXIT.usage, "this machine has no slots; see hostctl slot enable");
  switch (action) {
    case "list":
      return io.out(JSON.stringify([...host.slots.values()].map((slot) => shown(slot, host))));
    case "version":
      return io.out(SLOT_VERSION);
    case "create":
      return create(checked(tenantId), rest, host, io);
    case "remove":
      return remove(checked(tenantId), host, io);
    default:
      throw new Failure(EXIT.usage, `unknown slot action "${action}", allowed are enable create remove list version`);
  }
}

/**
 * `hostctl heartbeat`, which keeps what it reads and runs it as root: on a host of slots that is what brings a program for slots. There is no
 * timer on a simulated machine, and nothing that it could be late with.
 */
export async function heartbeat(user: string, host: HostState, io: CommandIo): Promise<void> {
  const program = await io.stdin();
  if (runBringHostctl(host.hostctl, program, io)) return;
  if (!/^hostctl slot enable </m.test(program)) return io.out("kept; a simulated machine does not report");
  host.slotsEnabled = true;
  host.dockerUsers.add(user);
  io.out("slots are enabled");
}

async function enable(user: string, host: HostState, io: CommandIo): Promise<void> {
  const program = await io.stdin();
  if (host.slotsEnabled && /^slot_enable\(\)/m.test(program) && !/^SLOT_VERSION=/m.test(program)) {
    const brought = "what was brought is of before 2.0.0: bring one of its own major version";
    throw new Failure(EXIT.failed, `this host's program for slots is ${SLOT_VERSION}, and ${brought}`);
  }
  if (runBringHostctl(host.hostctl, program, io)) return;
  if (!/^slot_enable\(\)/m.test(program)) {
    throw new Failure(EXIT.usage, "slot enable reads the program for slots on standard input");
  }
  host.slotsEnabled = true;
  host.dockerUsers.add(user);
  io.out("slots are enabled");
}

async function create(tenantId: string, args: string[], host: HostState, io: CommandIo): Promise<void> {
  const { cores, memory, disk, hosts, signer } = limitsOf(args);
  const key = (await io.stdin()).trim();
  if (key === "" || key.includes("\n")) {
    throw new Failure(EXIT.usage, "slot create reads one public SSH key on standard input");
  }
  if (!/^(ssh|ecdsa)-/.test(key)) {
    throw new Failure(EXIT.usage, "the key on standard input is not a public SSH key");
  }
  const owner = `fh-${tenantId}`;
  const hasNetwork = [...host.docker.networks.values()].some(({ Name }) => Name === owner);
  for (const [kind, isThere] of Object.entries({ network: hasNetwork, volume: host.docker.volumes.has(owner) })) {
    if (!isThere) throw new Failure(EXIT.failed, `docker has no ${kind} ${owner}; make it before its slot`);
  }
  const before = host.slots.get(tenantId);
  if (before === undefined && !host.remapped) {
    throw new Failure(
      EXIT.failed,
      "docker does not remap users on this host: it takes no new slots; move those that it has to another host, then run hostctl slot enable",
    );
  }
  const diskGib = disk ?? before?.diskGib ?? null;
  const workloads = before?.workloads ?? new Map<string, Workload>();
  host.slots.set(tenantId, {
    ...{ tenantId, publicKey: key, cores, memoryGib: memory, diskGib, hosts, workloads },
    signer: signer ?? before?.signer,
    serials: before?.serials ?? new Map(),
  });
  io.out(`slot ${tenantId} has ${cores} cores, ${memory} GiB of memory and ${disk ?? "unlimited"} GiB of storage`);
}

function remove(tenantId: string, host: HostState, io: CommandIo): void {
  const owner = `fh-${tenantId}`;
  host.slots.delete(tenantId);
  for (const { Id, Name } of host.docker.networks.values()) if (Name === owner) host.docker.networks.delete(Id);
  host.docker.volumes.delete(owner);
  io.out(`removed slot ${tenantId}`);
}

interface SlotOptions {
  cores: number;
  memory: number;
  disk: number | undefined;
  hosts: string[];
  signer: string | undefined;
}

function limitsOf(args: string[]): SlotOptions {
  const numbers: Record<string, number> = {};
  const hosts: string[] = [];
  let signer: string | undefined;
  for (let at = 0; at < args.length; at += 2) {
    const [option = "", value = ""] = args.slice(at, at + 2);
    if (["--cores", "--memory", "--disk", "--port"].includes(option)) {
      if (!/^\d+$/.test(value)) throw new Failure(EXIT.usage, `${option} takes a whole number, got "${value}"`);
      numbers[option] = Number(value);
    } else if (option === "--host") {
      if (!/^[a-zA-Z0-9.-]+$/.test(value)) throw new Failure(EXIT.usage, `--host takes a domain name, got "${value}"`);
      hosts.push(value);
    } else if (option === "--bind") {
      if (!/^[0-9a-fA-F.:]+$/.test(value)) {
        throw new Failure(EXIT.usage, `--bind takes an address of the host, got "${value}"`);
      }
    } else if (option === "--signer") {
      signer = signerIn(value);
    } else {
      const allowed = "--cores, --memory, --disk, --port, --bind, --host and --signer";
      throw new Failure(EXIT.usage, `slot create takes ${allowed}, got "${option}"`);
    }
  }
  const { "--cores": cores = 0, "--memory": memory = 0, "--disk": disk } = numbers;
  if (cores < 1) throw new Failure(EXIT.usage, "slot create needs --cores, at least 1");
  if (memory < 1) throw new Failure(EXIT.usage, "slot create needs --memory (GiB), at least 1");
  return { cores, memory, disk, hosts, signer };
}

function signerIn(value: string): string {
  if (/^ssh-ed25519 [A-Za-z0-9+/]+=*$/.test(value)) return value;
  const takes = '--signer takes a public key, "ssh-ed25519 AAAA…" without a comment';
  throw new Failure(EXIT.usage, `${takes}, got "${value}"`);
}

function checked(tenantId: string): string {
  if (!/^[a-z][a-z0-9]*$/.test(tenantId)) {
    throw new Failure(EXIT.usage, `a slot is named by a tenant's id, letters and digits, got "${tenantId}"`);
  }
  if (tenantId.length > 29) {
    throw new Failure(EXIT.usage, `a slot's tenant id must be at most 29 characters, got "${tenantId}"`);
  }
  return tenantId;
}

function shown({ tenantId, cores, memoryGib, diskGib, hosts }: Slot, { remapped }: HostState): object {
  return { tenantId, cores, memoryGib, diskGib, remapped, hosts };
}
