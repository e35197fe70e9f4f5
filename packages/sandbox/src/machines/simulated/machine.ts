import { randomUUID } from "node:crypto";
import type { MachineSpec } from "../driver.ts";
import { ed25519KeyPair } from "../ed25519-key-pair.ts";
import type { PublicWeb } from "../public-web.ts";
import { type CloudConfig, readCloudConfig } from "./cloud-config.ts";
import { absolutePath, createDisk, type Disk, mayRead, writeFile } from "./disk.ts";
import { createDockerState } from "./docker/state.ts";
import type { HostState } from "./host-state.ts";
import { hostctlRelease } from "./hostctl-release.ts";
import { createPowerSwitch, type PowerSwitch } from "./power-switch.ts";
import { serveSftp } from "./sftp.ts";
import { runCommandLine } from "./shell.ts";
import { slotOf } from "./slots.ts";
import { type SshServer, startSshServer } from "./ssh-server.ts";
import { createMachineWeb } from "./web/machine-web.ts";
import type { HealthDelay } from "./workload.ts";

export interface SimulatedMachineOptions {
  sshPort: number;
  bootMs: number;
  healthDelay: HealthDelay;
  /** @default - the machine serves no web */
  web?: PublicWeb;
  log(line: string): void;
}

/** A machine as it leaves the factory, by its power switch: off, its first boot before it. While it is on, it has an SSH server. */
export function createSimulatedMachine(spec: MachineSpec, options: SimulatedMachineOptions): PowerSwitch {
  const config = readCloudConfig(spec.userData);
  const hostKey = config.hostKey ?? ed25519KeyPair().private;
  const disk = createDisk(config.users.keys(), config.files);
  const host: HostState = {
    bootId: "",
    bootedAtMs: 0,
    workloads: new Map(),
    hostctl: hostctlRelease(config.files.get("/usr/local/bin/hostctl") ?? ""),
    healthDelay: options.healthDelay,
    docker: createDockerState(),
    slots: new Map(),
    slotsEnabled: false,
    remapped: true,
    dockerUsers: new Set(["root"]),
  };
  const start = () => startServer(spec, options, { config, hostKey, disk, host });
  return createPowerSwitch(start, options.bootMs, (line) => options.log(`${spec.id}: ${line}`));
}

interface Innards {
  config: CloudConfig;
  hostKey: string;
  disk: Disk;
  host: HostState;
}

async function startServer(spec: MachineSpec, options: SimulatedMachineOptions, innards: Innards): Promise<SshServer> {
  const { config, hostKey, disk, host } = innards;
  boot(host, disk);
  options.log(`${spec.id}: simulated machine ${spec.hostname} is on at ${spec.address}:${options.sshPort}`);
  const web = options.web && createMachineWeb({ ...options, web: options.web, address: spec.address, host });
  const ssh = await startSshServer(spec.address, options.sshPort, {
    hostKey,
    keysOf: (user) => keysOf(user, config, host, spec.authorizedKeys),
    async run(user, commandLine, io) {
      const shell = { hostname: spec.hostname, user, config, host, readFile: readerFor(disk, user) };
      const status = await runCommandLine(commandLine, shell, io);
      await web?.sync();
      return status;
    },
    // A slot's key is restricted: it forwards nothing.
    forward: (user, port, connection) => slotOf(user, host) === undefined && (web?.serve(port, connection) ?? false),
    serveSftp: (user, channel) => serveSftp(channel, disk, user),
  });
  await web?.sync();
  return {
    async close() {
      await Promise.all([ssh.close(), web?.close()]);
    },
  };
}

function keysOf(user: string, config: CloudConfig, host: HostState, cloudKeys: string[]): string[] {
  const slot = slotOf(user, host);
  if (slot !== undefined) return [slot.publicKey];
  const own = config.users.get(user) ?? [];
  if (user !== "root") {
    return own;
  }
  return config.rootDisabled ? [] : [...own, ...cloudKeys];
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
  const slots = [...host.slots.values()].flatMap(({ workloads }) => [...workloads.values()]);
  for (const workload of [...host.workloads.values(), ...slots]) {
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
