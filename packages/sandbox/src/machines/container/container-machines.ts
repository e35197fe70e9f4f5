import { homedir } from "node:os";
import { join } from "node:path";
import type { MachineDriver } from "../driver.ts";
import { type ContainerMachine, containerMachine, type MachineGround } from "./container-machine.ts";
import { connectToEngine } from "./docker-engine.ts";
import type { ExecResult } from "./exec-in.ts";
import { ensureMachineImage } from "./machine-image.ts";
import { createOwner, removeAllOf, removeLeftovers } from "./owner.ts";

export interface ContainerMachinesOptions {
  /** Port of every machine's sshd, the one that its user data sets; machines differ by address. */
  sshPort: number;

  /**
   * Folder for what is built once per host.
   *
   * @default - `.cache/freehold` in the home folder
   */
  cacheDir?: string;

  /**
   * Machines do not try to pull images: every image of a workload is a stand-in at once.
   *
   * @default false
   */
  offline?: boolean;

  /** @default - nothing is written */
  log?: (line: string) => void;
}

/** A driver whose machines can be looked into from outside, past SSH. */
export interface ContainerMachines extends MachineDriver {
  readonly kind: "container";

  /** Runs a program as root inside a machine, such as `["docker", "ps"]`. */
  exec(id: string, command: string[]): Promise<ExecResult>;
}

/**
 * Machines that are real but for the kernel: Debian 12 with cloud-init, sshd and a Docker engine of its own, each in a
 * container. Builds its image on first use, and removes what dead sandboxes left.
 */
export async function createContainerMachines(options: ContainerMachinesOptions): Promise<ContainerMachines> {
  const log = options.log ?? (() => undefined);
  const engine = await connectToEngine();
  const { docker, cgroupVersion } = engine;
  const leftovers = await removeLeftovers(docker);
  if (leftovers > 0) {
    log(`removed what sandboxes that are gone left: ${leftovers} machine${leftovers === 1 ? "" : "s"}`);
  }
  const image = await ensureMachineImage(engine, options.cacheDir ?? join(homedir(), ".cache", "freehold"), log);
  const owner = createOwner();
  const network = `freehold-${owner.id}`;
  await docker.createNetwork({ Name: network, Labels: owner.labels });
  const { sshPort, offline = false } = options;
  return driverOf({ docker, cgroupVersion, owner, image, network, sshPort, offline, log });
}

function driverOf(ground: MachineGround): ContainerMachines {
  const machines = new Map<string, ContainerMachine>();
  const known = (id: string): ContainerMachine => {
    const machine = machines.get(id);
    if (machine === undefined) {
      throw new Error(`no container machine has the id "${id}"`);
    }
    return machine;
  };

  const driver: ContainerMachines = {
    kind: "container",
    async create(spec) {
      if (machines.has(spec.id)) {
        throw new Error(`a container machine with the id "${spec.id}" exists already`);
      }
      const machine = containerMachine(spec, ground);
      machines.set(spec.id, machine);
      await machine.create().catch((error: unknown) => {
        machines.delete(spec.id);
        throw error;
      });
    },
    powerOff: async (id) => known(id).powerOff(),
    powerOn: async (id) => known(id).powerOn(),
    reboot: async (id) => known(id).reboot(),
    async rebuild(id, image) {
      const { spec } = known(id);
      await driver.destroy(id);
      await driver.create({ ...spec, image });
    },
    async destroy(id) {
      const machine = machines.get(id);
      machines.delete(id);
      await machine?.destroy();
    },
    async close() {
      await Promise.all([...machines.keys()].map((id) => driver.destroy(id)));
      await removeAllOf(ground.docker, ground.owner);
    },
    exec: async (id, command) => known(id).exec(command),
  };
  return driver;
}
