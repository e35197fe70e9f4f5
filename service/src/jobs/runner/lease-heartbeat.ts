import type { Database } from "../../db/kernel/database.ts";
import type { Lease } from "../../db/lease.ts";
import { renewLease } from "../../db/leases.ts";
import { STOPS } from "./failure.ts";

export interface HeartbeatOptions {
  db: Database;
  lease: Lease;
  leaseMs: number;
  /** Somebody asked for the operation's cancellation. Called again at every renewal. */
  onCancel(): void;
  /** The lease is lost or will end before it can be renewed. Called once. */
  onLost(reason: Error): void;
}

export interface Heartbeat {
  /** Whether nobody else can have the lease yet, by this process's own clock: also right after the process was stopped for long. */
  holds(): boolean;
  /** Renews now. */
  beat(): Promise<void>;
  stop(): void;
}

/** Renews a lease three times per length. Says so well before its end when it cannot: the engine must be dead by then. */
export function startHeartbeat({ db, lease, leaseMs, onCancel, onLost }: HeartbeatOptions): Heartbeat {
  let renewedAt = performance.now();
  let stopped = false;

  const lost = (): void => {
    if (stopped) return;
    stop();
    onLost(STOPS.leaseLost());
  };
  const beat = async (): Promise<void> => {
    const askedAt = performance.now();
    // An unreachable database is no answer; the watch below ends the wait.
    const answer = await askForRenewal(db, lease, leaseMs).catch(() => undefined);
    if (stopped || answer === undefined) return;
    if (answer === "lost") return lost();
    renewedAt = askedAt;
    if (answer === "cancel") onCancel();
  };
  const watch = (): void => {
    if (performance.now() - renewedAt > (leaseMs * 2) / 3) lost();
    else void beat();
  };

  const timer = setInterval(watch, leaseMs / 3);
  const stop = (): void => {
    stopped = true;
    clearInterval(timer);
  };
  const holds = (): boolean => !stopped && performance.now() - renewedAt < leaseMs;
  return { holds, beat, stop };
}

async function askForRenewal(db: Database, lease: Lease, leaseMs: number): ReturnType<typeof renewLease> {
  return renewLease(db.em(), lease, leaseMs);
}
