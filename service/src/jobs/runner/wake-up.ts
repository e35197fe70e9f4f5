import type { Logger } from "pino";
import type { AppContext } from "../../app/context.ts";
import { queuedWithoutJob } from "../../db/operation-queue.ts";

/** How long after a choice in vain the next one is made, in milliseconds: budgets fill by the second. */
const AFTER_MS = 2_000;
/** Jobs that are sent at a time: each makes one choice, and whoever ends an operation makes the next. */
const AT_A_TIME = 10;

/** Wakes workers when no end of an operation does: calls come back to a budget without anybody's doing. */
export interface WakeUp {
  /** Some seconds from now; again and again is once. */
  soon(): void;
  stop(): void;
}

export function createWakeUp({ app, log }: { app: AppContext; log: Logger }): WakeUp {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const wake = async (): Promise<void> => {
    await app.db.transaction(async (em) => {
      for (const id of (await queuedWithoutJob(em)).slice(0, AT_A_TIME)) await app.queue.send(em, id);
    });
    app.queue.wake();
  };
  return {
    soon() {
      if (isStopped) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        wake().catch((error: unknown) =>
          log.warn({ err: error }, "the workers could not be woken; housekeeping does it"),
        );
      }, AFTER_MS);
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
