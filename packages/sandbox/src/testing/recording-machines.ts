import type { MachineDriver } from "../machines/driver.ts";

export interface RecordingMachines extends MachineDriver {
  /** What was asked for, oldest first: `create hetzner-1001`. */
  calls: string[];
  /** The next call fails with this message. */
  failNext(message: string): void;
}

/** Machines that only remember what was asked of them. */
export function recordingMachines(): RecordingMachines {
  const calls: string[] = [];
  let failure: string | undefined;

  const record = async (call: string) => {
    calls.push(call);
    if (failure === undefined) return;
    const message = failure;
    failure = undefined;
    throw new Error(message);
  };

  return {
    kind: "simulated",
    calls,
    failNext: (message) => {
      failure = message;
    },
    create: ({ id, address }) => record(`create ${id} ${address}`),
    powerOff: (id) => record(`powerOff ${id}`),
    powerOn: (id) => record(`powerOn ${id}`),
    reboot: (id) => record(`reboot ${id}`),
    rebuild: (id, image) => record(`rebuild ${id} ${image}`),
    destroy: (id) => record(`destroy ${id}`),
    close: async () => {},
  };
}
