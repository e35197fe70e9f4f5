import type { MachineDriver, MachineSpec } from "../driver.ts";
import type { PublicWeb } from "../public-web.ts";
import { createSimulatedMachine } from "./machine.ts";
import type { PowerSwitch } from "./power-switch.ts";
import type { HealthDelay } from "./workload.ts";

export interface SimulatedMachinesOptions {
  /** Port of every machine's SSH server; machines differ by address. */
  sshPort: number;

  /**
   * From switching a machine on until its SSH server answers, in milliseconds.
   *
   * @default 0
   */
  bootMs?: number;

  /**
   * How long a service takes from its start until it is healthy, in milliseconds; `Infinity`: never.
   *
   * @default - healthy at once
   */
  healthDelay?: HealthDelay;

  /**
   * What the internet is to the machines.
   *
   * @default - they serve no web
   */
  web?: PublicWeb;

  /** @default - nothing is written */
  log?: (line: string) => void;
}

/** Machines that need nothing but this process: a real SSH server each, hostctl answered by a state machine. */
export function createSimulatedMachines(options: SimulatedMachinesOptions): MachineDriver {
  const machines = new Map<string, { spec: MachineSpec; machine: PowerSwitch }>();
  const settings = {
    sshPort: options.sshPort,
    bootMs: options.bootMs ?? 0,
    healthDelay: options.healthDelay ?? (() => 0),
    ...(options.web && { web: options.web }),
    log: options.log ?? (() => undefined),
  };

  const known = (id: string): PowerSwitch => {
    const found = machines.get(id);
    if (found === undefined) {
      throw new Error(`no simulated machine has the id "${id}"`);
    }
    return found.machine;
  };

  const driver: MachineDriver = {
    kind: "simulated",
    async create(spec) {
      if (machines.has(spec.id)) {
        throw new Error(`a simulated machine with the id "${spec.id}" exists already`);
      }
      const machine = createSimulatedMachine(spec, settings);
      machines.set(spec.id, { spec, machine });
      try {
        await machine.powerOn();
      } catch (error) {
        machines.delete(spec.id);
        throw error;
      }
    },
    async powerOff(id) {
      await known(id).powerOff();
    },
    async powerOn(id) {
      await known(id).powerOn();
    },
    async reboot(id) {
      await known(id).powerOff();
      await known(id).powerOn();
    },
    async rebuild(id, image) {
      known(id);
      const { spec } = machines.get(id) as { spec: MachineSpec };
      await driver.destroy(id);
      await driver.create({ ...spec, image });
    },
    async destroy(id) {
      const found = machines.get(id);
      machines.delete(id);
      await found?.machine.powerOff();
    },
    async close() {
      await Promise.all([...machines.keys()].map((id) => driver.destroy(id)));
    },
  };
  return driver;
}
