export { createSimulatedMachines, type SimulatedMachinesOptions } from "./simulated-machines.ts";
export type { HealthDelay } from "./workload.ts";
