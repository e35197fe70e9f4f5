/** An abort that is passed on once the engine can hear it. */
export interface Interrupt {
  /** For the Automation API. */
  signal: AbortSignal;
  /** Call it at every event: the engine runs. */
  started(): void;
}

/**
 * The Automation API listens for an abort only once the engine runs: an earlier one would be lost. So it is held until the first event.
 */
export function interruptAfterStart(signal: AbortSignal): Interrupt {
  const interrupt = new AbortController();
  let running = false;
  const forward = () => {
    if (running && signal.aborted) interrupt.abort();
  };
  signal.addEventListener("abort", forward);
  return {
    signal: interrupt.signal,
    started() {
      if (running) return;
      running = true;
      forward();
    },
  };
}
