import { FreeholdError } from "@freehold/model";
import { announceEnd } from "../app/end-operation.ts";
import type { Em } from "../db/em.ts";
import type { Failure } from "../db/entities/failure.ts";
import { type Ending, finishOperation, recordFailure, requeueOperation } from "../db/leases.ts";
import { moveTenant } from "../db/tenants.ts";
import type { JobContext, OperationJob } from "./context.ts";
import { failureOf, STOPS, withFailedCleanUp } from "./failure.ts";
import { runSteps, undoSteps } from "./step.ts";
import type { Stops } from "./stops.ts";

/** Workers that may begin an operation before it counts as one that no worker survives. */
const MAX_ATTEMPTS = 5;

/** Runs the job's steps and ends the operation: well, badly with everything undone, or not at all when it is let go of. */
export async function carryOut(job: OperationJob, context: JobContext, stops: Stops): Promise<void> {
  try {
    await begin(job, context);
    await runSteps(job.steps, context);
    context.progress.complete();
    await context.progress.flush();
  } catch (error) {
    if (stops.halt.aborted) return letGo(context, stops);
    return undoAndEnd(job, context, stops, stops.cancel.aborted ? stops.cancel.reason : error);
  }
  // Outside the `try`: a database that fails here must not make us undo what is built. The lease lapses, the operation is
  // resumed, and the engine finds everything there.
  await end(context, { status: "succeeded", failure: null, notice: context.notice }, (em) => job.succeed(em, context));
}

async function begin(job: OperationJob, { app, operation, lease }: JobContext): Promise<void> {
  // An earlier worker met the failure and died while it cleaned up: going on means cleaning up, not trying again.
  if (operation.failure !== null) throw storedFailure(operation.failure);
  if (operation.cancelRequested) throw STOPS.cancelled();
  if (operation.attempts > MAX_ATTEMPTS) throw tooManyAttempts(operation.attempts - 1);
  await app.db.transaction((em) => moveTenant(em, operation.tenantId, job.status));
  app.signals.progressed(lease.operationId);
}

async function undoAndEnd(job: OperationJob, context: JobContext, stops: Stops, error: unknown): Promise<void> {
  const { app, lease, log, progress } = context;
  let failure = failureOf(error);
  log.warn({ err: error, code: failure.code }, "operation failed; undoing it");
  // Recorded first, so that whoever resumes goes on undoing; not ours any more, it is not ours to undo.
  if (!(await recordFailure(app.db.em(), lease, failure))) return letGo(context, stops);
  try {
    await undoSteps(job.steps, { ...context, signal: stops.halt });
  } catch (undoError) {
    if (stops.halt.aborted) return letGo(context, stops);
    log.error({ err: undoError }, "clean-up failed");
    failure = withFailedCleanUp(failure, undoError);
  }
  await progress.flush();
  const status = failure.code === "cancelled" ? "cancelled" : "failed";
  await end(context, { status, failure }, (em) => job.fail(em, context, failure));
}

/** The operation and the tenant change in one transaction, and only while the lease is ours. */
async function end(context: JobContext, ending: Ending, change: (em: Em) => Promise<void>): Promise<void> {
  const { app, lease, log, operation } = context;
  const ended = await app.db.transaction(async (em) => {
    if (!(await finishOperation(em, lease, ending))) return false;
    await change(em);
    await announceEnd(em, app.queue, operation);
    return true;
  });
  log.info({ ended, status: ending.status, code: ending.failure?.code }, "operation carried out");
}

/** Gives the operation back to the queue, unless another worker has it already. */
async function letGo({ app, lease, log }: JobContext, stops: Stops): Promise<void> {
  if (!stops.isShutdown()) {
    log.warn("lease lost; another worker goes on");
    return;
  }
  await app.db.transaction(async (em) => {
    const requeued = await requeueOperation(em, lease, { lapsedElsewhere: false });
    if (requeued) await app.queue.send(em, lease.operationId);
  });
  log.info("operation put back; it goes on when the service is back");
}

function storedFailure(failure: Failure): FreeholdError {
  return new FreeholdError(failure.code as FreeholdError["code"], failure.reason, { nextStep: failure.nextStep });
}

function tooManyAttempts(attempts: number): FreeholdError {
  return new FreeholdError("service_restarted", `${attempts} workers began the operation and none of them ended it`);
}
