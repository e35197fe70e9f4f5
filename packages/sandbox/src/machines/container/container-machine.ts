import type Docker from "dockerode";
import type { MachineSpec } from "../driver.ts";
import { createSerialQueue } from "../serial-queue.ts";
import { reasonOf } from "./docker-engine.ts";
import { type ExecResult, execIn } from "./exec-in.ts";
import { containerName, machineContainer, SEED_FOLDER, seedArchive } from "./machine-container.ts";
import { type Owner, unlessGone } from "./owner.ts";

/** What all machines of a driver share. */
export interface MachineGround {
  docker: Docker;
  cgroupVersion: 1 | 2;
  owner: Owner;
  image: string;
  network: string;
  sshPort: number;
  offline: boolean;
  log(line: string): void;
}

/** One machine. What is asked of it is done in the order in which it was asked. */
export interface ContainerMachine {
  readonly spec: MachineSpec;
  create(): Promise<void>;
  powerOff(): Promise<void>;
  powerOn(): Promise<void>;
  reboot(): Promise<void>;
  destroy(): Promise<void>;
  exec(command: string[]): Promise<ExecResult>;
}

/** How long a machine has to stop its containers, in seconds, before it is cut off. */
const SHUTDOWN_SEC = 20;
const WEB_PORTS = [80, 443];

/** The machine of this specification; it is there once `create` has run. */
export function containerMachine(spec: MachineSpec, ground: MachineGround): ContainerMachine {
  const { docker, owner } = ground;
  const name = containerName(owner, spec.id);
  const container = docker.getContainer(name);
  const enqueue = createSerialQueue();
  return {
    spec,
    create: () => enqueue(() => createWithWebPorts(spec, ground)),
    powerOff: () => enqueue(() => unlessAlreadySo(container.stop({ t: SHUTDOWN_SEC }))),
    powerOn: () => enqueue(() => unlessAlreadySo(container.start())),
    reboot: () => enqueue(() => container.restart({ t: SHUTDOWN_SEC })),
    destroy: () => enqueue(() => remove(docker, name)),
    exec: (command) => execIn(docker, container, command),
  };
}

async function createWithWebPorts(spec: MachineSpec, ground: MachineGround): Promise<void> {
  try {
    await createAndStart(spec, ground, [ground.sshPort, ...WEB_PORTS]);
  } catch (error) {
    if (!isWebPortRefusal(error)) {
      throw refusalOf(spec, ground.sshPort, error);
    }
    // The web ports are a convenience: without them the machine is reached by SSH alone.
    ground.log(`${spec.id}: ports 80 and 443 of ${spec.address} are not free, the machine goes without`);
    await createAndStart(spec, ground, [ground.sshPort]).catch((second: unknown) => {
      throw refusalOf(spec, ground.sshPort, second);
    });
  }
  ground.log(`${spec.id}: container machine ${spec.hostname} boots at ${spec.address}:${ground.sshPort}`);
}

async function createAndStart(spec: MachineSpec, ground: MachineGround, ports: number[]): Promise<void> {
  const { docker, owner } = ground;
  try {
    const container = await docker.createContainer(machineContainer({ spec, ports, ...ground }));
    await container.putArchive(seedArchive(spec), { path: SEED_FOLDER });
    await container.start();
  } catch (error) {
    await remove(docker, containerName(owner, spec.id));
    throw error;
  }
}

async function remove(docker: Docker, name: string): Promise<void> {
  await unlessGone(docker.getContainer(name).remove({ force: true, v: true }));
  await unlessGone(docker.getVolume(name).remove());
}

function refusalOf(spec: MachineSpec, sshPort: number, error: unknown): Error {
  return new Error(
    `the container machine ${spec.hostname} could not be started at ${spec.address}:${sshPort} (${reasonOf(error)}); free that port or choose another SSH port`,
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
