import { randomUUID } from "node:crypto";
import type { MachineSpec } from "../driver.ts";
import { ed25519KeyPair } from "../ed25519-key-pair.ts";
import { type CloudConfig, readCloudConfig } from "./cloud-config.ts";
import { absolutePath, createDisk, type Disk, mayRead, writeFile } from "./disk.ts";
import type { HostState } from "./hostctl.ts";
import { serveSftp } from "./sftp.ts";
import { runCommandLine } from "./shell.ts";
import { type SshServer, startSshServer } from "./ssh-server.ts";
import type { HealthDelay } from "./workload.ts";

export interface SimulatedMachineOptions {
  sshPort: number;
  bootMs: number;
  healthDelay: HealthDelay;
  log(line: string): void;
}

/** One simulated machine: a disk, workloads and, while it is on, an SSH server. */
export interface SimulatedMachine {
  powerOn(): Promise<void>;
  powerOff(): Promise<void>;
}

/** A machine as it leaves the factory: switched off, its first boot before it. */
export function createSimulatedMachine(spec: MachineSpec, options: SimulatedMachineOptions): SimulatedMachine {
  const config = readCloudConfig(spec.userData);
  const hostKey = config.hostKey ?? ed25519KeyPair().private;
  const disk = createDisk(config.users.keys(), config.files);
  const host: HostState = {
    bootId: "",
    bootedAtMs: 0,
    workloads: new Map(),
    version: hostctlVersion(config),
    healthDelay: options.healthDelay,
  };
  const start = () => startServer(spec, options, { config, hostKey, disk, host });

  // At most one of the two is there: the boot that was begun, or the server of a finished one.
  let booting: NodeJS.Timeout | undefined;
  let server: Promise<SshServer | undefined> | undefined;

  return {
    async powerOn() {
      if (booting !== undefined || server !== undefined) {
        return;
      }
      if (options.bootMs === 0) {
        server = start();
        // A server that cannot listen is the caller's to hear of, and leaves the machine off.
        await server.catch((error: unknown) => {
          server = undefined;
          throw error;
        });
        return;
      }
      booting = setTimeout(() => {
        booting = undefined;
        server = start().catch((error: unknown) => {
          options.log(`${spec.id}: ${error instanceof Error ? error.message : String(error)}`);
          return undefined;
        });
      }, options.bootMs);
    },
    async powerOff() {
      clearTimeout(booting);
      booting = undefined;
      const running = server;
      server = undefined;
      await (await running?.catch(() => undefined))?.close();
    },
  };
}

interface Innards {
  config: CloudConfig;
  hostKey: string;
  disk: Disk;
  host: HostState;
}

function startServer(spec: MachineSpec, options: SimulatedMachineOptions, innards: Innards): Promise<SshServer> {
  const { config, hostKey, disk, host } = innards;
  boot(host, disk);
  options.log(`${spec.id}: simulated machine ${spec.hostname} is on at ${spec.address}:${options.sshPort}`);
  return startSshServer(spec.address, options.sshPort, {
    hostKey,
    keysOf: (user) =>
      [...(config.users.get(user) ?? []), ...(user === "root" ? spec.authorizedKeys : [])].filter(
        () => user !== "root" || !config.rootDisabled,
      ),
    run: (user, commandLine, io) =>
      runCommandLine(commandLine, { hostname: spec.hostname, user, config, host, readFile: readerFor(disk, user) }, io),
    serveSftp: (user, channel) => serveSftp(channel, disk, user),
  });
}

/** What a real machine does by itself when it comes up: a new boot id, and the containers whose restart policy says so. */
function boot(host: HostState, disk: Disk): void {
  const isFirst = host.bootId === "";
  host.bootId = randomUUID();
  host.bootedAtMs = Date.now();
  writeFile(disk, "/proc/sys/kernel/random/boot_id", host.bootId);
  if (isFirst) {
    writeFile(disk, "/var/lib/cloud/instance/boot-finished", "simulated\n");
  }
  for (const workload of host.workloads.values()) {
    workload.startedAtMs = host.bootedAtMs;
    workload.stopped = new Set(
      workload.bundle.services.filter((service) => !service.restarts).map((service) => service.name),
    );
  }
}

function readerFor(disk: Disk, user: string): (path: string) => string | undefined {
  return (name) => {
    const path = absolutePath(user, name);
    const node = mayRead(user, path) ? disk.get(path) : undefined;
    return node?.kind === "file" ? node.content.toString() : undefined;
  };
}

function hostctlVersion(config: CloudConfig): string {
  const script = config.files.get("/usr/local/bin/hostctl") ?? "";
  return /^VERSION=(\S+)$/m.exec(script)?.[1] ?? "simulated";
}
