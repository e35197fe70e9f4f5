import { setTimeout as delay } from "node:timers/promises";
import { BundleRefused, readBundle } from "./bundle.ts";
import type { CommandIo } from "./command-io.ts";
import { EXIT, Failure } from "./failure.ts";
import type { HostState } from "./host-state.ts";
import { knows, versionOf } from "./hostctl-release.ts";
import { runLoaderVerb } from "./loader.ts";
import { acceptBundle } from "./signed-bundle.ts";
import { heartbeat, slotVerb } from "./slots.ts";
import { pendingServices, type ServiceStatus, serviceStatuses, type Workload, workloadState } from "./workload.ts";

const VERBS = "apply status wait logs pause resume restart hook remove slot boot heartbeat disk version";
/** Verbs that came with a version. */
const SINCE: Readonly<Record<string, string>> = { disk: "1.3.0", restart: "1.4.0", hook: "1.4.0" };
const NOT_BUILT = new Set(["exec", "backup", "restore", "rotate", "upgrade"]);

/** The verbs of templates/host/hostctl, with its exit codes and its JSON. Resolves with the exit code. */
export async function hostctl(args: string[], user: string, host: HostState, io: CommandIo): Promise<number> {
  return ended(io, () => runVerb(args, user, host, io));
}

/** Runs a part of hostctl; resolves with the exit code. */
export async function ended(io: CommandIo, work: () => Promise<void>): Promise<number> {
  try {
    await work();
    return 0;
  } catch (error) {
    if (!(error instanceof Failure)) {
      throw error;
    }
    io.err(`hostctl: ${error.message}`);
    return error.exitCode;
  }
}

async function runVerb([verb = "", ...rest]: string[], user: string, host: HostState, io: CommandIo): Promise<void> {
  if (await runLoaderVerb(verb, rest, host, io)) return;
  const since = SINCE[verb];
  if (since !== undefined && !knows(host.hostctl, since)) throw unknownVerb(verb);
  switch (verb) {
    case "apply":
      return apply(workloadName(rest[0]), host, io);
    case "status":
      return io.out(JSON.stringify(status(host)));
    case "wait":
      return wait(waitArgs(rest, host), host, io);
    case "logs":
      return logs(present(rest[0], host), rest.slice(1), io);
    case "pause":
      present(rest[0], host).paused = true;
      return io.out(`paused ${rest[0]}`);
    case "resume":
      return resume(present(rest[0], host), io);
    case "restart":
      return restart(present(rest[0], host), io);
    case "hook":
      return hook(present(rest[0], host), rest.slice(1), io);
    case "remove":
      host.workloads.delete(workloadName(rest[0]));
      return io.out(`removed ${rest[0]}`);
    case "slot":
      return slotVerb(rest, user, host, io);
    case "boot":
      return;
    case "heartbeat":
      return heartbeat(user, host, io);
    case "disk":
      // What is attached to a simulated machine is mounted at once, and has no file system that could be too small.
      await io.stdin();
      return disk(rest, io);
    case "version":
      return io.out(`hostctl ${versionOf(host.hostctl)}`);
    default:
      throw NOT_BUILT.has(verb) ? new Failure(EXIT.usage, `${verb} is not built yet`) : unknownVerb(verb);
  }
}

function unknownVerb(verb: string): Failure {
  return new Failure(EXIT.usage, `unknown verb "${verb}", allowed are ${VERBS}`);
}

async function apply(name: string, host: HostState, io: CommandIo): Promise<void> {
  const { confinedTo: slot } = host;
  const given = await io.stdin();
  const accepted = slot === undefined ? undefined : acceptBundle(given, name, slot, Date.now());
  const bundle = await readBundle(accepted?.bundle ?? given).catch((error: unknown) => {
    throw error instanceof BundleRefused ? new Failure(EXIT.failed, error.message) : error;
  });
  if (slot !== undefined && bundle.project !== `fh-${slot.tenantId}`) {
    const { tenantId } = slot;
    throw new Failure(EXIT.failed, `the project of slot ${tenantId} must be fh-${tenantId}, got ${bundle.project}`);
  }
  const before = host.workloads.get(name);
  if (before !== undefined && before.bundle.project !== bundle.project) {
    throw new Failure(
      EXIT.failed,
      `${name} runs as project ${before.bundle.project}; remove it before applying another project`,
    );
  }
  if (slot !== undefined && accepted !== undefined) slot.serials.set(name, accepted);
  host.workloads.set(name, { name, bundle, paused: false, startedAtMs: Date.now(), stopped: new Set() });
  io.out(`applied ${name}`);
}

function resume(workload: Workload, io: CommandIo): void {
  workload.paused = false;
  workload.stopped = new Set();
  workload.startedAtMs = Date.now();
  io.out(`resumed ${workload.name}`);
}

function restart(workload: Workload, io: CommandIo): void {
  if (workload.paused) throw new Failure(EXIT.failed, `${workload.name} is paused; resume it instead`);
  workload.stopped = new Set();
  workload.startedAtMs = Date.now();
  io.out(`restarted ${workload.name}`);
}

/** Finds a hook in the bundle, and runs nothing: there are no containers. */
function hook(workload: Workload, [name = "", ...rest]: string[], io: CommandIo): void {
  option(rest, "--timeout", 3600);
  if (!/^[a-z0-9][a-z0-9-]*(\/[a-z0-9-]+)*$/.test(name)) {
    const takes = "hook takes a workload and a hook's name, such as backup or rotate/jwt-secret";
    throw new Failure(EXIT.usage, `${takes}, got "${name}"`);
  }
  if (!workload.bundle.files.has(`hooks/${name.replaceAll("/", "-")}`)) {
    throw new Failure(EXIT.usage, `${workload.name} has no hook ${name}`);
  }
  if (workload.paused) throw new Failure(EXIT.failed, `${workload.name} is paused; resume it first`);
  io.out(`ran ${name} of ${workload.name}`);
}

function status(host: HostState): object {
  const workloads = [...host.workloads.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    machine: {
      bootId: host.bootId,
      uptimeSec: Math.floor((Date.now() - host.bootedAtMs) / 1000),
      docker: "running",
      ...(host.slotsEnabled ? { remapped: host.remapped } : {}),
    },
    workloads: workloads.map((workload) => {
      const services = servicesNow(workload, host);
      return { name: workload.name, state: workloadState(workload, services), services };
    }),
  };
}

async function wait(args: { only?: string; timeoutSec: number }, host: HostState, io: CommandIo): Promise<void> {
  const deadlineMs = Date.now() + args.timeoutSec * 1000;
  let said = "";
  for (let pending = pendingNow(args.only, host); pending !== ""; pending = pendingNow(args.only, host)) {
    const leftMs = deadlineMs - Date.now();
    if (leftMs <= 0) {
      throw new Failure(EXIT.timeout, `not healthy after ${args.timeoutSec} s, waiting for ${pending}`);
    }
    if (pending !== said) {
      io.out(`waiting for ${pending}`);
      said = pending;
    }
    await delay(Math.min(leftMs, 50), undefined, { signal: io.signal });
  }
  io.out("healthy");
}

function pendingNow(only: string | undefined, host: HostState): string {
  const names = only === undefined ? [...host.workloads.keys()].sort() : [only];
  return names
    .map((name) => present(name, host))
    .map((workload) => {
      if (workload.paused) {
        throw new Failure(EXIT.failed, `${workload.name} is paused; resume it first`);
      }
      const pending = pendingServices(servicesNow(workload, host));
      return pending === "" ? "" : `${workload.name}: ${pending}`;
    })
    .filter((pending) => pending !== "")
    .join("; ");
}

function logs(workload: Workload, args: string[], io: CommandIo): void {
  const tail = option(args, "--tail", 100);
  const [only] = args;
  const services = workload.bundle.services.filter((service) => only === undefined || service.name === only);
  if (services.length === 0) {
    throw new Failure(EXIT.failed, `no such service: ${only}`);
  }
  for (const service of tail === 0 ? [] : services) {
    io.out(`${service.name}-1  | simulated ${service.image}`);
  }
}

function waitArgs(args: string[], host: HostState): { only?: string; timeoutSec: number } {
  const timeoutSec = option(args, "--timeout", 300);
  const [only] = args;
  return only === undefined ? { timeoutSec } : { only: present(only, host).name, timeoutSec };
}

/** Takes `name value` out of the arguments. */
function option(args: string[], name: string, otherwise: number): number {
  const at = args.indexOf(name);
  if (at === -1) {
    return otherwise;
  }
  const [, value = ""] = args.splice(at, 2);
  if (!/^\d+$/.test(value)) {
    throw new Failure(EXIT.usage, `${name} takes a whole number, got "${value}"`);
  }
  return Number(value);
}

function disk([folder = "", gib = ""]: string[], io: CommandIo): void {
  if (!/^\/mnt\/./.test(folder))
    throw new Failure(EXIT.usage, `the data disk's folder must be in /mnt, got "${folder}"`);
  if (!/^\d+$/.test(gib))
    throw new Failure(EXIT.usage, `the data disk's size must be a whole number of GiB, got "${gib}"`);
  io.out(`the file system at ${folder} fills its disk`);
}

function workloadName(name = ""): string {
  if (!/^[a-z0-9][a-z0-9-]*$/.test(name)) {
    throw new Failure(
      EXIT.usage,
      `workload name must start with a-z or 0-9 and go on with a-z, 0-9 and hyphens, got "${name}"`,
    );
  }
  return name;
}

function present(name: string | undefined, host: HostState): Workload {
  const workload = host.workloads.get(workloadName(name));
  if (workload === undefined) {
    throw new Failure(EXIT.failed, `no workload ${name} on this machine; apply it first`);
  }
  return workload;
}

function servicesNow(workload: Workload, host: HostState): ServiceStatus[] {
  return serviceStatuses(workload, host.healthDelay, Date.now());
}
