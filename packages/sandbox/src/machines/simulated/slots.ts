import type { CommandIo } from "./command-io.ts";
import { EXIT, Failure } from "./failure.ts";
import type { HostState, Slot } from "./host-state.ts";
import type { Workload } from "./workload.ts";

const USER = /^fh-([a-z][a-z0-9]*)$/;
/** Verbs that a slot's key may ask for. */
const SLOT_VERBS = ["apply", "remove", "pause", "resume", "logs", "status", "wait", "version"];

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
    const allowed = "apply, status, wait, logs, pause, resume, remove and version";
    throw new Failure(EXIT.usage, `"${verb}" is not for slots, allowed are ${allowed}`);
  }
  return { args: args.slice(1), host: { ...host, workloads: slot.workloads, confinedTo: slot.tenantId } };
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
      return io.out(JSON.stringify([...host.slots.values()].map(shown)));
    case "create":
      return create(checked(tenantId), rest, host, io);
    case "remove":
      return remove(checked(tenantId), host, io);
    default:
      throw new Failure(EXIT.usage, `unknown slot action "${action}", allowed are enable create remove list`);
  }
}

async function enable(user: string, host: HostState, io: CommandIo): Promise<void> {
  const program = await io.stdin();
  if (!/^slot_enable\(\)/m.test(program)) {
    throw new Failure(EXIT.usage, "slot enable reads the program for slots on standard input");
  }
  host.slotsEnabled = true;
  host.dockerUsers.add(user);
  io.out("slots are enabled");
}

async function create(tenantId: string, args: string[], host: HostState, io: CommandIo): Promise<void> {
  const { cores, memory, disk, hosts } = limitsOf(args);
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
  const diskGib = disk ?? before?.diskGib ?? null;
  const workloads = before?.workloads ?? new Map<string, Workload>();
  host.slots.set(tenantId, { tenantId, publicKey: key, cores, memoryGib: memory, diskGib, hosts, workloads });
  io.out(`slot ${tenantId} has ${cores} cores, ${memory} GiB of memory and ${disk ?? "unlimited"} GiB of storage`);
}

function remove(tenantId: string, host: HostState, io: CommandIo): void {
  const owner = `fh-${tenantId}`;
  host.slots.delete(tenantId);
  for (const { Id, Name } of host.docker.networks.values()) if (Name === owner) host.docker.networks.delete(Id);
  host.docker.volumes.delete(owner);
  io.out(`removed slot ${tenantId}`);
}

function limitsOf(args: string[]): { cores: number; memory: number; disk: number | undefined; hosts: string[] } {
  const numbers: Record<string, number> = {};
  const hosts: string[] = [];
  for (let at = 0; at < args.length; at += 2) {
    const [option = "", value = ""] = args.slice(at, at + 2);
    if (["--cores", "--memory", "--disk", "--port"].includes(option)) {
      if (!/^\d+$/.test(value)) throw new Failure(EXIT.usage, `${option} takes a whole number, got "${value}"`);
      numbers[option] = Number(value);
    } else if (option === "--host") {
      if (!/^[a-zA-Z0-9.-]+$/.test(value)) throw new Failure(EXIT.usage, `--host takes a domain name, got "${value}"`);
      hosts.push(value);
    } else {
      const allowed = "--cores, --memory, --disk, --port and --host";
      throw new Failure(EXIT.usage, `slot create takes ${allowed}, got "${option}"`);
    }
  }
  const { "--cores": cores = 0, "--memory": memory = 0, "--disk": disk } = numbers;
  if (cores < 1) throw new Failure(EXIT.usage, "slot create needs --cores, at least 1");
  if (memory < 1) throw new Failure(EXIT.usage, "slot create needs --memory (GiB), at least 1");
  return { cores, memory, disk, hosts };
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

function shown({ tenantId, cores, memoryGib, diskGib, hosts }: Slot): object {
  return { tenantId, cores, memoryGib, diskGib, hosts };
}
