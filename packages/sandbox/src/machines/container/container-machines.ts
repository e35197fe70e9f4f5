import { homedir } from "node:os";
import { join } from "node:path";
import type { Container } from "dockerode";
import type { MachineDriver, MachineSpec } from "../driver.ts";
import { connectToEngine } from "./docker-engine.ts";
import { type ExecResult, execIn } from "./exec-in.ts";
import { containerName, machineContainer, SEED_FOLDER, seedArchive } from "./machine-container.ts";
import { ensureMachineImage } from "./machine-image.ts";
import { createOwner, removeAllOf, removeLeftovers, unlessGone } from "./owner.ts";

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

/** How long a machine has to stop its containers, in seconds, before it is cut off. */
const SHUTDOWN_SEC = 20;
const WEB_PORTS = [80, 443];

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
    log(`removed ${leftovers} machines of sandboxes that are gone`);
  }
  const image = await ensureMachineImage(engine, options.cacheDir ?? join(homedir(), ".cache", "freehold"), log);
  const owner = createOwner();
  const network = `freehold-${owner.id}`;
  await docker.createNetwork({ Name: network, Labels: owner.labels });
  const specs = new Map<string, MachineSpec>();

  const containerOf = (id: string): Container => {
    if (!specs.has(id)) {
      throw new Error(`no container machine has the id "${id}"`);
    }
    return docker.getContainer(containerName(owner, id));
  };

  const start = async (spec: MachineSpec, ports: number[]): Promise<void> => {
    const offline = options.offline ?? false;
    const created = machineContainer({ spec, owner, image, network, cgroupVersion, ports, offline });
    const container = await docker.createContainer(created);
    try {
      await container.putArchive(seedArchive(spec), { path: SEED_FOLDER });
      await container.start();
    } catch (error) {
      await removeMachine(spec.id);
      throw error;
    }
  };

  const removeMachine = async (id: string): Promise<void> => {
    const name = containerName(owner, id);
    await unlessGone(docker.getContainer(name).remove({ force: true, v: true }));
    await unlessGone(docker.getVolume(name).remove());
  };

  const driver: ContainerMachines = {
    kind: "container",
    async create(spec) {
      if (specs.has(spec.id)) {
        throw new Error(`a container machine with the id "${spec.id}" exists already`);
      }
      try {
        await start(spec, [options.sshPort, ...WEB_PORTS]);
      } catch (error) {
        if (!isWebPortRefusal(error)) {
          throw refusalOf(spec, options.sshPort, error);
        }
        // The web ports are a convenience: without them the machine is reached by SSH alone.
        log(`${spec.id}: ports 80 and 443 of ${spec.address} are not free, the machine goes without`);
        await start(spec, [options.sshPort]).catch((second: unknown) => {
          throw refusalOf(spec, options.sshPort, second);
        });
      }
      specs.set(spec.id, spec);
      log(`${spec.id}: container machine ${spec.hostname} boots at ${spec.address}:${options.sshPort}`);
    },
    async powerOff(id) {
      await unlessAlreadySo(containerOf(id).stop({ t: SHUTDOWN_SEC }));
    },
    async powerOn(id) {
      await unlessAlreadySo(containerOf(id).start());
    },
    async reboot(id) {
      await containerOf(id).restart({ t: SHUTDOWN_SEC });
    },
    async rebuild(id, newImage) {
      containerOf(id);
      const spec = specs.get(id) as MachineSpec;
      await driver.destroy(id);
      await driver.create({ ...spec, image: newImage });
    },
    async destroy(id) {
      specs.delete(id);
      await removeMachine(id);
    },
    async close() {
      specs.clear();
      await removeAllOf(docker, owner);
    },
    exec: (id, command) => execIn(docker, containerOf(id), command),
  };
  return driver;
}

function refusalOf(spec: MachineSpec, sshPort: number, error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error);
  return new Error(
    `the container machine ${spec.hostname} could not be started at ${spec.address}:${sshPort} (${reason}); free that port or choose another SSH port`,
    { cause: error },
  );
}

function isWebPortRefusal(error: unknown): boolean {
  return error instanceof Error && /:(80|443)\b.*(in use|denied|cannot assign|failed)/is.test(error.message);
}

/** Waits for a change of power; 304 says that it was so before. */
async function unlessAlreadySo(change: Promise<unknown>): Promise<void> {
  await change.catch((error: { statusCode?: number }) => {
    if (error.statusCode !== 304) {
      throw error;
    }
  });
}
