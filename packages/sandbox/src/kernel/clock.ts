import { setImmediate } from "node:timers/promises";

/** How the sandbox's time passes: with the machine's clock, or only when it is advanced. */
export type ClockMode = "real" | "manual";

/** Work that the clock does when its time has come. */
type Task = () => void | Promise<void>;

interface Timer {
  due: number;
  sequence: number;
  task: Task;
  handle: NodeJS.Timeout | undefined;
}

/**
 * The one source of time in the sandbox. Action progress, rate limits and time stamps all read it, so that a test which
 * holds the clock holds them all.
 */
export class Clock {
  readonly mode: ClockMode;
  private base: number;
  private skipped = 0;
  private sequence = 0;
  private readonly timers = new Set<Timer>();

  constructor(mode: ClockMode) {
    this.mode = mode;
    this.base = Date.now();
  }

  /** The time, in milliseconds since 1970. */
  now(): number {
    return (this.mode === "manual" ? this.base : Date.now()) + this.skipped;
  }

  /** The time as the vendors write it: RFC 3339, UTC, whole seconds. */
  timestamp(): string {
    return rfc3339(this.now());
  }

  /** Does the task once, `delayMs` from now. */
  after(delayMs: number, task: Task): void {
    const timer: Timer = { due: this.now() + delayMs, sequence: this.sequence++, task, handle: undefined };
    this.timers.add(timer);
    if (this.mode === "real") timer.handle = setTimeout(() => void this.fire(timer), delayMs);
  }

  /** Moves time forward and does everything that comes due on the way, in order, waiting for each task. */
  async advance(ms: number): Promise<void> {
    const target = this.now() + ms;
    for (let [timer] = this.due(target); timer !== undefined; [timer] = this.due(target)) {
      this.skipped += Math.max(0, timer.due - this.now());
      await this.fire(timer);
    }
    this.skipped += Math.max(0, target - this.now());
  }

  /** Begins all that is due, and lets it end unless it waits for something outside. */
  async settle(): Promise<void> {
    for (let due = this.due(this.now()); due.length > 0; due = this.due(this.now())) {
      for (const timer of due) void this.fire(timer);
      await setImmediate();
    }
  }

  /** Forgets all pending work. */
  clear(): void {
    for (const timer of this.timers) clearTimeout(timer.handle);
    this.timers.clear();
  }

  private due(until: number): Timer[] {
    return [...this.timers]
      .filter((timer) => timer.due <= until)
      .sort((a, b) => a.due - b.due || a.sequence - b.sequence);
  }

  private async fire(timer: Timer): Promise<void> {
    clearTimeout(timer.handle);
    if (this.timers.delete(timer)) await timer.task();
  }
}

/** A time as the vendors write it: RFC 3339, UTC, whole seconds. */
export function rfc3339(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
