export {
  type ContainerMachines,
  type ContainerMachinesOptions,
  createContainerMachines,
} from "./container-machines.ts";
