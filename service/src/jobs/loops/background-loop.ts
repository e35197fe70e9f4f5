import type { Logger } from "pino";
import { STOPS } from "../runner/failure.ts";

export interface BackgroundLoopOptions {
  /** What the loop does, as the log names it, such as `golden images`. */
  name: string;
  /** Pause between two checks, in milliseconds. */
  everyMs: number;
  /** One run. The signal says that the service stops. What it throws is logged, and the next run tries again. */
  run(signal: AbortSignal): Promise<void>;
  log: Logger;
}

/** Work that nobody waits for, done again and again. Two runs of one loop never run at the same time. */
export interface BackgroundLoop {
  /** Runs now, or once more when the run in flight has ended. */
  runOnce(): void;
  /** Runs no more, and ends when the run in flight has ended, or does not end although it was asked to. */
  stop(): Promise<void>;
}

/** How long a run in flight may take to end when the service stops, in milliseconds: an engine that is stopped gets 20 s. */
const STOP_MS = 25_000;

/** The first run is after `everyMs`, unless `runOnce` is called before. */
export function startBackgroundLoop({ name, everyMs, run, log }: BackgroundLoopOptions): BackgroundLoop {
  const shutdown = new AbortController();
  let inFlight: Promise<void> | undefined;
  let runAgain = false;

  const work = async (): Promise<void> => {
    do {
      runAgain = false;
      await run(shutdown.signal).catch((error: unknown) => {
        if (!shutdown.signal.aborted) log.error({ err: error }, `${name}: the run failed; the next one tries again`);
      });
    } while (runAgain && !shutdown.signal.aborted);
    inFlight = undefined;
  };
  const runOnce = (): void => {
    if (shutdown.signal.aborted) return;
    runAgain = inFlight !== undefined;
    inFlight ??= work();
  };
  const timer = setInterval(() => {
    if (inFlight === undefined) runOnce();
  }, everyMs);

  return {
    runOnce,
    async stop() {
      clearInterval(timer);
      shutdown.abort(STOPS.shutdown());
      if (inFlight === undefined) return;
      const late = Promise.withResolvers<void>();
      const overtime = setTimeout(late.resolve, STOP_MS);
      await Promise.race([inFlight, late.promise]);
      clearTimeout(overtime);
    },
  };
}
