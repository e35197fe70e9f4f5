import type { MachineDriver } from "@freehold/sandbox";

/** Machines that are never made: the specifications say nothing about them. */
export function forgetfulMachines(): MachineDriver {
  const nothing = async () => {};
  return {
    kind: "simulated",
    create: nothing,
    powerOff: nothing,
    powerOn: nothing,
    reboot: nothing,
    rebuild: nothing,
    destroy: nothing,
    close: nothing,
  };
}
