export { type ContainerMachines, type ContainerMachinesOptions, createContainerMachines } from "./container/index.ts";
export type { MachineDriver, MachineSpec } from "./driver.ts";
export { createSimulatedMachines, type HealthDelay, type SimulatedMachinesOptions } from "./simulated/index.ts";
