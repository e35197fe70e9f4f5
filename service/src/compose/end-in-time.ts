/** What follows the drain time: engines that were stopped get 20 s, then operations are put back and everything is closed. */
const BEYOND_DRAIN_MS = 60_000;

export interface EndInTimeOptions {
  /** Resolves when somebody asks the process to end. */
  asked: Promise<void>;
  /** Time that running operations get to end. */
  drainMs: number;
  /** Ends the process. */
  exit(): void;
}

/**
 * The last resort: a process that was asked to end and does not come to its end is ended, whatever it waits for. What it did is resumed
 * like after a crash.
 */
export function endInTime({ asked, drainMs, exit }: EndInTimeOptions): void {
  void asked.then(() => setTimeout(exit, drainMs + BEYOND_DRAIN_MS).unref());
}
