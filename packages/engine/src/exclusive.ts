import { FreeholdError } from "@freehold/model";

/** Lets only one thing at a time happen to whatever has a name. */
export interface Exclusive {
  /** @throws FreeholdError `operation_in_progress` when something is happening to it already */
  run<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Resolves when nothing happens any more. */
  settled(): Promise<void>;
}

export function createExclusive(): Exclusive {
  const running = new Map<string, Promise<unknown>>();
  return {
    async run(name, work) {
      if (running.has(name)) {
        throw new FreeholdError("operation_in_progress", `${name} is being worked on`);
      }
      const done = work().finally(() => running.delete(name));
      running.set(name, done);
      return done;
    },
    async settled() {
      await Promise.allSettled(running.values());
    },
  };
}
