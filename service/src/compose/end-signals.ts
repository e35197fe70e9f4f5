/** One Ctrl-C can arrive twice: from the terminal, and passed on by the process that started this one. */
const SAME_SIGNAL_MS = 1000;

/** How a process is asked to end. */
export interface EndSignals {
  /** Resolves at the first signal: what runs is let end. */
  asked: Promise<void>;
  /** Aborted at the second: what runs is stopped and put back. */
  forceStop: AbortSignal;
}

/** Listens to Ctrl-C and requests to end. The third one ends the process at once: what it did is resumed by the next. */
export function endSignals(): EndSignals {
  const asked = Promise.withResolvers<void>();
  const forceStop = new AbortController();
  let lastAt: number | undefined;
  const onSignal = (): void => {
    const now = performance.now();
    if (lastAt !== undefined && now - lastAt <= SAME_SIGNAL_MS) return;
    if (forceStop.signal.aborted) process.exit(1);
    if (lastAt !== undefined) forceStop.abort();
    lastAt = now;
    asked.resolve();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);
  return { asked: asked.promise, forceStop: forceStop.signal };
}
