import type { Engine } from "@freehold/engine";
import type { OperationKind } from "@freehold/model";
import type { Logger } from "pino";
import type { AppContext } from "../app/context.ts";
import type { ProcessSignals } from "../app/signals.ts";
import type { OperationRow } from "../db/entities/operation.ts";
import { claimOperation } from "../db/leases.ts";
import { recordProgress } from "../db/operation-events.ts";
import { tenantById } from "../db/tenants.ts";
import type { Gateway, Passage } from "../gateway/gateway.ts";
import type { StateFence } from "../state-fence/state-fence.ts";
import { carryOut } from "./carry-out.ts";
import type { JobContext, OperationJob } from "./context.ts";
import { STOPS } from "./failure.ts";
import { createProgressRecorder, type ProgressRecorder } from "./progress-recorder.ts";
import { type Stops, watchForStops } from "./stops.ts";
import { withBackend } from "./with-backend.ts";

export interface WorkerOptions {
  app: AppContext;
  engine: Engine;
  gateway: Gateway;
  fence: StateFence;
  signals: ProcessSignals;
  log: Logger;
  /** This worker, as it is written into leases. */
  owner: string;
  /** How long a lease lasts without renewal, in milliseconds. */
  leaseMs: number;
  jobs: Readonly<Partial<Record<OperationKind, OperationJob>>>;
  /** Aborted when the service stops. */
  shutdown: AbortSignal;
}

/**
 * Carries one operation out, from claim to end; does nothing when another worker has it. Rejects only when the database
 * fails: then the lease lapses and the operation is resumed.
 */
export async function runOperation(options: WorkerOptions, operationId: string): Promise<void> {
  const { app, gateway, jobs, leaseMs, owner, shutdown } = options;
  // Rejected, the queue keeps the job for the next process.
  if (shutdown.aborted) throw STOPS.shutdown();
  const operation = await claimOperation(app.db.em(), operationId, owner, leaseMs);
  if (operation === null) return;
  const job = jobs[operation.kind];
  if (job === undefined) throw new Error(`no job is defined for operations of kind ${operation.kind}`);

  const lease = { operationId, fencingToken: operation.fencingToken };
  const stops = watchForStops({ db: app.db, lease, leaseMs, shutdown, signals: options.signals });
  const passage = gateway.open(operationId, stops.holds);
  // Not at a shutdown: calls under way may end then, for the lease is ours until it is given back.
  stops.lost.addEventListener("abort", passage.end);
  try {
    const engine = withBackend(options.engine, await options.fence.take(lease));
    await carryOut(job, await jobContext({ ...options, engine }, operation, job, stops, passage), stops);
  } finally {
    passage.end();
    stops.release();
    await options.fence.release(lease).catch((error: unknown) => {
      options.log.warn(
        { err: error, operationId },
        "the operation's role at the state could not be removed; a sweep does it",
      );
    });
    app.signals.progressed(operationId);
    app.queue.wake();
  }
}

async function jobContext(
  { app, engine, log }: WorkerOptions,
  operation: OperationRow,
  job: OperationJob,
  stops: Stops,
  passage: Passage,
): Promise<JobContext> {
  const tenant = await tenantById(app.db.em(), operation.tenantId);
  return {
    app,
    engine,
    log: log.child({ operationId: operation.id, tenantId: tenant.id, kind: operation.kind }),
    operation,
    tenant,
    lease: stops.lease,
    passage,
    progress: storedProgress(app, job, stops),
    signal: stops.any,
    begun: new Set(),
  };
}

function storedProgress(app: AppContext, job: OperationJob, { lease }: Stops): ProgressRecorder {
  return createProgressRecorder({
    action: job.action,
    now: app.now,
    async store(snapshot, events) {
      // A lost lease stores nothing; the heartbeat is what notices it.
      await recordProgress(app.db.em(), lease, snapshot, events);
      app.signals.progressed(lease.operationId);
    },
  });
}
