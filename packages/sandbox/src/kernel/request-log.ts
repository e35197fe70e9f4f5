/** One request that a cloud received. Headers, query values and bodies are not kept: they carry secrets. */
export interface LoggedRequest {
  /** Counts from 1. */
  sequence: number;
  /** RFC 3339. */
  at: string;
  cloud: string;
  method: string;
  path: string;
  /** The operation it was routed to, such as `POST /servers`; null when there is none. */
  operation: string | null;
  /** Null when the connection was broken without an answer. */
  status: number | null;
  /** Kind of the fault that was injected. */
  fault: string | null;
}

/** Enough to see what happened in a long test run, little enough to forget about. */
const CAPACITY = 10_000;

/** What was asked of the clouds, oldest first. */
export class RequestLog {
  private readonly entries: LoggedRequest[] = [];
  private count = 0;

  add(entry: Omit<LoggedRequest, "sequence">): void {
    this.count += 1;
    this.entries.push({ sequence: this.count, ...entry });
    if (this.entries.length > CAPACITY) this.entries.shift();
  }

  list(cloud?: string): LoggedRequest[] {
    return this.entries.filter((entry) => cloud === undefined || entry.cloud === cloud);
  }

  /** How often each operation was asked for, keyed `<cloud> <operation>`. */
  counts(cloud?: string): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const entry of this.list(cloud)) {
      const key = `${entry.cloud} ${entry.operation ?? `${entry.method} (no operation)`}`;
      counts[key] = (counts[key] ?? 0) + 1;
    }
    return counts;
  }

  clear(): void {
    this.entries.length = 0;
  }
}
