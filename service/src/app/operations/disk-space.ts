import { setTimeout as sleep } from "node:timers/promises";
import { FreeholdError } from "@freehold/model";

/** The file system that the service keeps its home on: engine state, logs of runs, the embedded database. */
export interface DiskSpace {
  /** @throws FreeholdError `disk_full` when less is free than work needs */
  assertRoom(): Promise<void>;
}

/** Pause between two checks at a file system that is full. */
const RECHECK_MS = 1_000;

export interface DiskSpaceOptions {
  folder: string;
  /** Less than this and no work is begun, in MiB. */
  minFreeMib: number;
  /** Free space of a folder's file system in MiB, for whoever is not root; undefined where there is no such folder. */
  freeMib(folder: string): Promise<number | undefined>;
}

export function createDiskSpace({ folder, minFreeMib, freeMib }: DiskSpaceOptions): DiskSpace {
  return {
    async assertRoom() {
      const free = await freeMib(folder);
      if (free === undefined || free >= minFreeMib) return;
      throw new FreeholdError(
        "disk_full",
        `the file system of ${folder} has ${Math.floor(free)} MiB free, and needs ${minFreeMib}: no operation is begun`,
        { nextStep: "free or add space there; what waits goes on by itself, and FREEHOLD_MIN_FREE_MIB is the limit" },
      );
    },
  };
}

/**
 * Waits until there is room for work.
 *
 * @param onFull Hears once why it waits
 */
export async function untilRoom(disk: DiskSpace, signal: AbortSignal, onFull: (error: unknown) => void): Promise<void> {
  for (let isReported = false; ; isReported = true) {
    signal.throwIfAborted();
    const error = await disk.assertRoom().then(
      () => undefined,
      (cause: unknown) => cause,
    );
    if (error === undefined) return;
    if (!isReported) onFull(error);
    await sleep(RECHECK_MS, undefined, { signal }).catch(() => {});
  }
}
