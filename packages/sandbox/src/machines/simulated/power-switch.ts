import { createSerialQueue } from "../serial-queue.ts";
import type { SshServer } from "./ssh-server.ts";

/** The power of one simulated machine. Presses take effect one after the other. */
export interface PowerSwitch {
  powerOn(): Promise<void>;
  powerOff(): Promise<void>;
}

/**
 * A switch that boots by calling `start`: at once when `bootMs` is 0, and then a boot that fails is the presser's to hear of;
 * else later, and a failure is reported.
 */
export function createPowerSwitch(
  start: () => Promise<SshServer>,
  bootMs: number,
  report: (line: string) => void,
): PowerSwitch {
  const enqueue = createSerialQueue();
  let booting: NodeJS.Timeout | undefined;
  let server: SshServer | undefined;

  const finishBoot = async () => {
    const wasSwitchedOff = booting === undefined;
    booting = undefined;
    server = wasSwitchedOff ? undefined : await start();
  };
  const reportFailure = (error: unknown) => report(error instanceof Error ? error.message : String(error));

  return {
    powerOn: () =>
      enqueue(async () => {
        if (booting !== undefined || server !== undefined) {
          return;
        }
        if (bootMs === 0) {
          server = await start();
        } else {
          booting = setTimeout(() => void enqueue(finishBoot).catch(reportFailure), bootMs);
        }
      }),
    powerOff: () =>
      enqueue(async () => {
        clearTimeout(booting);
        booting = undefined;
        await server?.close();
        server = undefined;
      }),
  };
}
