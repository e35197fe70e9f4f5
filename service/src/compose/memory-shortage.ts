/** Memory that a process of the service takes beside its operations, in MB of 1,000,000 bytes. */
const SERVICE_MB = 200;
/** Runner, engine and, live, the provider plugins beside them: a process for each cloud, the names, `tls`, `random` and `command`. */
const OPERATION_MB = { live: 600, sandbox: 310 } as const;

/** What a worker needs, and what it has. */
export interface WorkerMemory {
  workers: number;
  clouds: keyof typeof OPERATION_MB;
  /** What the process may take, in bytes: the limit of its container, or the machine's memory. */
  limitBytes: number;
}

/** What to say of a worker that may be killed for its memory; undefined for one that has enough. */
export function memoryShortage({ workers, clouds, limitBytes }: WorkerMemory): string | undefined {
  const neededMb = SERVICE_MB + workers * OPERATION_MB[clouds];
  const limitMb = Math.floor(limitBytes / 1_000_000);
  if (limitMb >= neededMb) return undefined;
  const fitting = Math.floor((limitMb - SERVICE_MB) / OPERATION_MB[clouds]);
  const remedy = fitting < 1 ? "give it more memory" : `set FREEHOLD_WORKERS to ${fitting}, or give it more memory`;
  return `FREEHOLD_WORKERS=${workers} may take ${neededMb} MB and there are ${limitMb} MB: the system may kill an engine in the middle of an operation; ${remedy}`;
}
