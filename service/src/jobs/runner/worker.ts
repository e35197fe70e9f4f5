import type { OperationKind } from "@freehold/model";
import { forgetWorker, reportWorker } from "../../db/kernel/workers.ts";
import { HOST_JOBS } from "../hosts/host-jobs.ts";
import { startAccountRemovals } from "../loops/account-removals.ts";
import { startHousekeeping } from "../loops/housekeeping.ts";
import { createTenantJob } from "../tenants/create-tenant.ts";
import { destroyTenantJob } from "../tenants/destroy-tenant.ts";
import { moveTenantJob } from "../tenants/move-tenant.ts";
import { refreshTenantJob } from "../tenants/refresh-tenant.ts";
import { restartTenantJob } from "../tenants/restart-tenant.ts";
import { updateTenantJob } from "../tenants/update-tenant.ts";
import type { OperationJob } from "./context.ts";
import { knowledgeOf } from "./knowledge.ts";
import { formatOwner, type LeaseOwner } from "./lease-owner.ts";
import type { PgBossQueue } from "./pg-boss-queue.ts";
import { resendQueued, resumeAbandoned } from "./resume.ts";
import { runNext, type WorkerOptions } from "./run-next.ts";
import { createWakeUp } from "./wake-up.ts";

/** How each kind of operation that this version has is carried out. */
export const OPERATION_JOBS: Readonly<Partial<Record<OperationKind, OperationJob>>> = {
  create: createTenantJob,
  move: moveTenantJob,
  update: updateTenantJob,
  refresh: refreshTenantJob,
  restart: restartTenantJob,
  destroy: destroyTenantJob,
};

export interface StartWorkersOptions
  extends Omit<WorkerOptions, "owner" | "shutdown" | "jobs" | "hostJobs" | "inFlight" | "knows" | "onShortOfCalls"> {
  queue: PgBossQueue;
  /** This process, as it is written into leases. */
  self: LeaseOwner;
  /** @default OPERATION_JOBS */
  jobs?: WorkerOptions["jobs"];
}

export interface Workers {
  /** Operations that this process is carrying out. */
  running(): number;
  /**
   * Takes no more operations, gives those in flight `drainMs` to end, then stops them and puts them back into the queue.
   *
   * @param forceStop Aborted, they are stopped at once
   */
  stop(drainMs: number, forceStop?: AbortSignal): Promise<void>;
}

/** Resumes what a dead process left, then takes operations from the queue. */
export async function startWorkers({
  queue,
  self,
  jobs = OPERATION_JOBS,
  ...options
}: StartWorkersOptions): Promise<Workers> {
  const shutdown = new AbortController();
  const inFlight = new Set<string>();
  const wakeUp = createWakeUp(options);
  const knows = knowledgeOf({ app: options.app, jobs, hostJobs: HOST_JOBS });
  const worker: WorkerOptions = {
    ...options,
    onShortOfCalls: wakeUp.soon,
    owner: formatOwner(self),
    jobs,
    hostJobs: HOST_JOBS,
    knows,
    inFlight,
    shutdown: shutdown.signal,
  };

  await reportWorker(options.app.db.em(), worker.owner, knows);
  const isInFlight = (operationId: string): boolean => inFlight.has(operationId);
  const resume = { app: options.app, self, graceMs: options.leaseMs, isInFlight };
  const resumed = await resumeAbandoned(resume);
  const resent = await resendQueued(options.app);
  if (resumed + resent > 0) options.log.info({ resumed, resent }, "operations left by an earlier process are resumed");

  let isStopping = false;
  // A job is only a wake-up. Whoever ends an operation looks for the next one, because its end may have made room for it.
  await queue.work(options.concurrency, async () => {
    while (!isStopping && (await runNext(worker)));
  });
  const everyMs = options.leaseMs;
  const loops = [
    startAccountRemovals({ ...options, owner: worker.owner, everyMs }),
    startHousekeeping({ ...resume, knows, fence: options.fence, log: options.log, everyMs }),
  ];

  return {
    running: () => inFlight.size,
    async stop(drainMs, forceStop) {
      isStopping = true;
      wakeUp.stop();
      const loopsStopped = Promise.all(loops.map((loop) => loop.stop()));
      const halt = (): void => shutdown.abort();
      const overtime = setTimeout(halt, forceStop?.aborted ? 0 : drainMs);
      forceStop?.addEventListener("abort", halt);
      await queue.stop();
      clearTimeout(overtime);
      forceStop?.removeEventListener("abort", halt);
      await loopsStopped;
      // It lapses by itself where the database is away.
      await forgetWorker(options.app.db.em(), worker.owner).catch(() => {});
    },
  };
}
