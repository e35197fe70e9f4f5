import type { Logger } from "pino";

export interface BackgroundLoopOptions {
  /** What the loop does, as the log tells of it, such as `golden images`. */
  name: string;
  /** Pause between two looks, in milliseconds. */
  everyMs: number;
  /** One look. The signal says that the service stops. What it throws is logged, and the next look tries again. */
  run(signal: AbortSignal): Promise<void>;
  log: Logger;
}

/** Work that nobody waits for, done again and again. Two looks of one loop never run at the same time. */
export interface BackgroundLoop {
  /** Looks now, or once more when the look that runs has ended. */
  look(): void;
  /** Looks no more, and ends when the look that runs has ended. */
  stop(): Promise<void>;
}

/** The first look is after `everyMs`, unless `look` is called before. */
export function startBackgroundLoop({ name, everyMs, run, log }: BackgroundLoopOptions): BackgroundLoop {
  const shutdown = new AbortController();
  let inHand: Promise<void> | undefined;
  let lookAgain = false;

  const work = async (): Promise<void> => {
    do {
      lookAgain = false;
      await run(shutdown.signal).catch((error: unknown) => {
        if (!shutdown.signal.aborted) log.error({ err: error }, `${name}: the look failed; the next one tries again`);
      });
    } while (lookAgain && !shutdown.signal.aborted);
    inHand = undefined;
  };
  const look = (): void => {
    if (shutdown.signal.aborted) return;
    lookAgain = inHand !== undefined;
    inHand ??= work();
  };
  const timer = setInterval(() => {
    if (inHand === undefined) look();
  }, everyMs);

  return {
    look,
    async stop() {
      clearInterval(timer);
      shutdown.abort();
      await inHand;
    },
  };
}
