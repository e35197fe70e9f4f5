export type { InventoryItem } from "./kernel/emulator.ts";
export {
  type ContainerMachines,
  createContainerMachines,
  createSimulatedMachines,
  type MachineDriver,
  type MachineSpec,
} from "./machines/index.ts";
export { type Sandbox, type SandboxOptions, startSandbox } from "./sandbox.ts";
