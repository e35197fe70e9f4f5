import type { Engine, StagePlan } from "@freehold/engine";
import type { OperationKind, TenantStatus } from "@freehold/model";
import type { Logger } from "pino";
import { OPERATOR_ORGANIZATION } from "../../app/access/operator.ts";
import type { AppContext } from "../../app/context.ts";
import { untilRoom } from "../../app/operations/disk-space.ts";
import type { ProcessSignals } from "../../app/operations/signals.ts";
import { WORK_REVISION } from "../../app/operations/work-revision.ts";
import { isAccountOf } from "../../db/accounts.ts";
import type { OperationRow } from "../../db/entities/operation.ts";
import type { TenantRow } from "../../db/entities/tenant.ts";
import { hostOrderById } from "../../db/host-orders.ts";
import type { Em } from "../../db/kernel/em.ts";
import type { WorkerKnowledge } from "../../db/kernel/workers.ts";
import type { Lease } from "../../db/lease.ts";
import { recordProgress } from "../../db/operation-events.ts";
import { claimNext, countShortOfCalls, type RunningLimits } from "../../db/operation-queue.ts";
import { recordStackRevision, setTenantStatus, tenantById } from "../../db/tenants.ts";
import type { Gateway, GatewaySession } from "../../gateway/gateway.ts";
import type { ClosedAccount } from "../../gateway/grants.ts";
import type { StateFence } from "../../state-fence/state-fence.ts";
import { carryOut } from "./carry-out.ts";
import { type HostJobContext, isResumed, type Job, type OperationContext, type OperationJob } from "./context.ts";
import { STOPS } from "./failure.ts";
import { createProgressRecorder, type ProgressRecorder } from "./progress-recorder.ts";
import { type Stops, watchForStops } from "./stops.ts";
import { withBackend, withoutEngine } from "./with-backend.ts";

export interface WorkerOptions {
  app: AppContext;
  engine: Engine;
  gateway: Gateway;
  fence: StateFence;
  signals: ProcessSignals;
  log: Logger;
  /** This worker, as it is written into leases. */
  owner: string;
  /** What it can carry out: it claims nothing else. */
  knows: WorkerKnowledge;
  /** How long a lease lasts without renewal, in milliseconds. */
  leaseMs: number;
  /** How many operations may run at a time. */
  limits: RunningLimits;
  /** Operations that this process carries out at a time. */
  concurrency: number;
  /** Hears that an operation waits in the queue until its account has calls for it. */
  onShortOfCalls(): void;
  /** Ids of the operations that this process is carrying out. */
  inFlight: Set<string>;
  jobs: Readonly<Partial<Record<OperationKind, OperationJob>>>;
  /** Those that are about a host that is ordered. */
  hostJobs: Readonly<Partial<Record<OperationKind, Job<HostJobContext>>>>;
  /** Aborted when the service stops. */
  shutdown: AbortSignal;
}

/**
 * Carries out the next operation of the queue, from claim to end. False when none may begin now. Rejects only when the database
 * fails: then the lease lapses and the operation is resumed.
 */
export async function runNext(options: WorkerOptions): Promise<boolean> {
  const { app, gateway, inFlight, knows, leaseMs, limits, log, owner, shutdown, concurrency: workers } = options;
  // Rejected, the queue keeps the job for the next process.
  if (shutdown.aborted) throw STOPS.shutdown();
  // Before the claim: an operation that is begun without room for its state could neither go on nor be undone.
  await untilRoom(app.disk, shutdown, (error) => log.error({ err: error }, "no room on the disk; operations wait"));
  const reservations = { ...app.callsNeeded(), inFlight: [...inFlight], workers };
  const operation = await claimNext(app.db, { owner, leaseMs, knows }, limits, reservations);
  if (operation === null) {
    if ((await countShortOfCalls(app.db.em(), reservations)) > 0) options.onShortOfCalls();
    return false;
  }

  const operationId = operation.id;
  inFlight.add(operationId);
  const lease = { operationId, fencingToken: operation.fencingToken };
  const stops = watchForStops({ db: app.db, lease, leaseMs, shutdown, signals: options.signals });
  const session = gateway.openSession(operationId, stops.holds);
  // Not at a shutdown: calls under way may end then, for the lease is ours until it is given back.
  stops.lost.addEventListener("abort", session.end);
  const hurry = hurryAtShutdown(session, shutdown);
  try {
    const own = { ...options, engine: await engineFor(options, operation, lease) };
    if (operation.hostId === null) await carryOutForTenant(own, operation, stops, session);
    else await carryOutForHost(own, operation, stops, session);
  } finally {
    session.end();
    hurry.stop();
    stops.release();
    await options.fence.release(lease).catch((error: unknown) => {
      options.log.warn(
        { err: error, operationId },
        "the operation's role at the state could not be removed; housekeeping does it",
      );
    });
    inFlight.delete(operationId);
    app.signals.progressed(operationId);
    app.queue.wake();
  }
  return true;
}

/** How long what an operation still asks of the clouds may take when it was stopped with the service, in milliseconds. */
const LAST_CALLS_MS = 20_000;

/** At a shutdown nothing waits for a budget any more; what does not come to an end is cut off. */
function hurryAtShutdown(session: GatewaySession, shutdown: AbortSignal): { stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  const onShutdown = (): void => {
    session.stopWaiting();
    timer = setTimeout(session.end, LAST_CALLS_MS);
  };
  shutdown.addEventListener("abort", onShutdown, { once: true });
  return {
    stop() {
      shutdown.removeEventListener("abort", onShutdown);
      clearTimeout(timer);
    },
  };
}

/** The engine with access to the state that ends with the lease; for a job that has no use for it, one that refuses. */
async function engineFor(options: WorkerOptions, operation: OperationRow, lease: Lease): Promise<Engine> {
  const { engine, fence, hostJobs, jobs } = options;
  const job = operation.hostId === null ? jobOf(jobs, operation) : jobOf(hostJobs, operation);
  return job.uses.engine ? withBackend(engine, await fence.take(lease)) : withoutEngine(operation.kind);
}

async function carryOutForTenant(
  options: WorkerOptions,
  operation: OperationRow,
  stops: Stops,
  session: GatewaySession,
): Promise<void> {
  const { status, ...job } = jobOf(options.jobs, operation);
  const tenant = await tenantById(options.app.db.em(), operation.tenantId ?? "");
  const context = {
    ...operationContext(options, operation, job.stages, stops, session),
    tenant,
    machine: { touched: isResumed({ operation }), startedAgain: false },
  };
  return carryOut({ ...job, begin: (em) => begin(em, tenant, status, job) }, context, stops);
}

/** What shapes the stack is carried on by nobody who does not know what this version makes. */
async function begin(
  em: Em,
  { id }: TenantRow,
  status: TenantStatus,
  { uses }: Pick<OperationJob, "uses">,
): Promise<void> {
  await setTenantStatus(em, id, status);
  if (uses.engine) await recordStackRevision(em, id, WORK_REVISION);
}

async function carryOutForHost(
  options: WorkerOptions,
  operation: OperationRow,
  stops: Stops,
  session: GatewaySession,
): Promise<void> {
  const job = jobOf(options.hostJobs, operation);
  const order = await hostOrderById(options.app.db.em(), operation.hostId ?? "");
  return carryOut(job, { ...operationContext(options, operation, job.stages, stops, session), order }, stops);
}

function jobOf<Known>(jobs: Readonly<Partial<Record<OperationKind, Known>>>, { kind }: OperationRow): Known {
  const job = jobs[kind];
  if (job === undefined) throw new Error(`no job is defined for operations of kind ${kind}`);
  return job;
}

function operationContext(
  { app, engine, log }: WorkerOptions,
  operation: OperationRow,
  stages: StagePlan,
  stops: Stops,
  session: GatewaySession,
): OperationContext {
  const { id: operationId, tenantId, hostId, kind } = operation;
  const progress = storedProgress(app, stages, stops);
  const ownLog = log.child({ operationId, ...(hostId === null ? { tenantId } : { hostId }), kind });
  session.onClosed((closed) => {
    ownLog.warn(closed, "the account takes no calls for a while; the operation waits");
    reportClosed(app, operation, closed)
      .then((message) => progress.onEngineEvent({ kind: "log", level: "warning", message }))
      .catch((error: unknown) => ownLog.error({ err: error }, "a pause could not be reported"));
  });
  return {
    app,
    engine,
    log: ownLog,
    operation,
    lease: stops.lease,
    session,
    progress,
    signal: stops.any,
    begun: new Set(),
  };
}

/** What the operation's readers may know of it: an account's name, and how to reopen it, only where it is their organization's own. */
async function reportClosed(
  { db }: AppContext,
  { organization }: OperationRow,
  { cloud, account, forMs }: ClosedAccount,
): Promise<string> {
  const isTheirs = organization === OPERATOR_ORGANIZATION || (await isAccountOf(db.em(), organization, account));
  const pause = `takes no calls for ${Math.ceil(forMs / 1000)} s, and the operation waits`;
  if (!isTheirs) return `${cloud} asks for a pause: its account ${pause}`;
  return `${cloud} asks for a pause: account ${account} ${pause}; POST /v1/budgets/${account}/reopen ends the pause`;
}

function storedProgress(app: AppContext, plan: StagePlan, { lease }: Stops): ProgressRecorder {
  return createProgressRecorder({
    plan,
    now: app.now,
    async store(snapshot, events) {
      // A lost lease stores nothing; the heartbeat is what notices it.
      await recordProgress(app.db.em(), lease, snapshot, events);
      app.signals.progressed(lease.operationId);
    },
  });
}
