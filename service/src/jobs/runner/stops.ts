import type { ProcessSignals } from "../../app/operations/signals.ts";
import type { Database } from "../../db/kernel/database.ts";
import type { Lease } from "../../db/lease.ts";
import { STOPS } from "./failure.ts";
import { startHeartbeat } from "./lease-heartbeat.ts";

/** What can end an operation before its time. */
export interface Stops {
  readonly lease: Lease;
  /** A person cancelled it: what was made is removed, then it ends. */
  readonly cancel: AbortSignal;
  /** This worker must stop working on it, by shutdown or lost lease: nothing more is done here, another worker resumes it. */
  readonly halt: AbortSignal;
  /** The lease is lost: nothing more may be done at a cloud in the operation's name. */
  readonly lost: AbortSignal;
  /** Cancel or halt. */
  readonly any: AbortSignal;
  /** Whether the operation is this worker's at this moment: what is done in its name must not be done otherwise. */
  holds(): boolean;
  /** True when `halt` came from the shutdown: the lease is still ours to give back. */
  isShutdown(): boolean;
  /** Ends the heartbeat and the watch. */
  release(): void;
}

export interface StopOptions {
  db: Database;
  lease: Lease;
  leaseMs: number;
  /** Aborted when the service stops. */
  shutdown: AbortSignal;
  signals: ProcessSignals;
}

/** Keeps the lease alive and watches for everything that must stop the operation. */
export function watchForStops({ db, lease, leaseMs, shutdown, signals }: StopOptions): Stops {
  const cancel = new AbortController();
  const lost = new AbortController();
  const halted = new AbortController();
  const heartbeat = startHeartbeat({
    db,
    lease,
    leaseMs,
    onCancel: () => cancel.abort(STOPS.cancelled()),
    onLost: (reason) => {
      lost.abort(reason);
      halted.abort(reason);
    },
  });
  const onShutdown = (): void => halted.abort(STOPS.shutdown());
  shutdown.addEventListener("abort", onShutdown);
  const unsubscribe = signals.onCancelRequest(lease.operationId, () => void heartbeat.beat());
  return {
    lease,
    cancel: cancel.signal,
    halt: halted.signal,
    lost: lost.signal,
    any: AbortSignal.any([cancel.signal, halted.signal]),
    holds: () => !lost.signal.aborted && heartbeat.holds(),
    isShutdown: () => halted.signal.aborted && !lost.signal.aborted,
    release() {
      heartbeat.stop();
      shutdown.removeEventListener("abort", onShutdown);
      unsubscribe();
    },
  };
}
