import { FreeholdError, isFreeholdError } from "@freehold/model";
import { announceEnd } from "../../app/operations/announce-end.ts";
import { checkParams } from "../../app/operations/operation-params.ts";
import { occasionOf } from "../../app/operations/remedy-of.ts";
import type { Failure } from "../../db/entities/failure.ts";
import type { Em } from "../../db/kernel/em.ts";
import { type Ending, finishOperation, recordFailure, requeueOperation } from "../../db/leases.ts";
import { expectedResourcesAtEnd } from "../tenants/expected-resources-at-end.ts";
import { type FallBack, isResumed, type Job, type OperationContext } from "./context.ts";
import { failureOf, STOPS, withFailedCleanUp } from "./failure.ts";
import { runSteps, undoSteps } from "./step.ts";
import type { Stops } from "./stops.ts";
import { tryAgain } from "./try-again.ts";

/** Workers that may begin an operation before it counts as one that no worker survives. */
const MAX_ATTEMPTS = 20;

/** Runs the job's steps and ends the operation: well, badly with everything undone, or not at all when it is requeued. */
export async function carryOut<Context extends OperationContext>(
  job: Job<Context>,
  context: Context,
  stops: Stops,
): Promise<void> {
  try {
    await begin(job, context);
    const outcome = await runTries(job, context);
    if (outcome !== "done") return outcome === "lost" ? requeue(context, stops) : undefined;
    context.progress.complete();
    await context.progress.flush();
  } catch (error) {
    if (stops.halt.aborted) return requeue(context, stops);
    return handleFailure(job, context, stops, stops.cancel.aborted ? stops.cancel.reason : error);
  }
  // Outside the `try`: a database that fails here must not make us undo what is built. The lease lapses, the operation is
  // resumed, and the engine finds everything there.
  await end(job, context, { status: "succeeded", failure: null, notice: context.notice }, (em) =>
    job.succeed(em, context),
  );
}

/** Runs the steps, again and again while they fail in a way that may pass by itself. */
async function runTries<Context extends OperationContext>(
  job: Job<Context>,
  context: Context,
): Promise<"done" | "later" | "lost"> {
  for (;;) {
    try {
      await runSteps(job.steps, context);
      return "done";
    } catch (error) {
      if (context.signal.aborted) throw error;
      const failure = failureOf(error, occasionOf(context.operation));
      const next = await tryAgain(context, failure, { undoing: false, signal: context.signal });
      if (next === "over") throw error;
      if (next !== "again") return next;
    }
  }
}

async function begin<Context extends OperationContext>(job: Job<Context>, context: Context): Promise<void> {
  const { app, operation, lease } = context;
  // An earlier worker met the failure and died while it cleaned up: going on means cleaning up, not trying again.
  if (operation.failure !== null) throw storedFailure(operation.failure);
  if (operation.cancelRequested) throw STOPS.cancelled();
  if (operation.attempts > MAX_ATTEMPTS) throw tooManyAttempts(operation.attempts - 1);
  checkParams(job.params, operation);
  await app.db.transaction((em) => job.begin(em, context));
  app.signals.progressed(lease.operationId);
}

/** After a failure: undoes everything, then tries another way where the job has one, or ends. */
async function handleFailure<Context extends OperationContext>(
  job: Job<Context>,
  context: Context,
  stops: Stops,
  error: unknown,
): Promise<void> {
  const { app, lease, log } = context;
  const failure = failureOf(error, occasionOf(context.operation));
  // Somebody asked for a cancellation: it is no fault.
  if (failure.code === "cancelled") log.info("operation cancelled; undoing it");
  else log.warn({ err: error, code: failure.code }, "operation failed; undoing it");
  // Recorded first, so that whoever resumes goes on undoing; not ours any more, it is not ours to undo.
  if (!(await recordFailure(app.db.em(), lease, failure))) return requeue(context, stops);
  for (;;) {
    try {
      await undoSteps(stepsToUndo(job, context), { ...context, signal: stops.halt });
      break;
    } catch (undoError) {
      if (stops.halt.aborted) return requeue(context, stops);
      const why = failureOf(causeOf(undoError), occasionOf(context.operation));
      const next = await tryAgain(context, why, { undoing: true, signal: stops.halt });
      if (next === "again") continue;
      if (next === "later") return;
      if (next === "lost" || stops.halt.aborted) return requeue(context, stops);
      log.error({ err: undoError }, "clean-up failed");
      return finishFailed(job, context, withFailedCleanUp(failure, undoError, occasionOf(context.operation)));
    }
  }
  context.begun.clear();
  if (stops.cancel.aborted || !job.fallBack?.appliesTo(failure)) return finishFailed(job, context, failure);
  return fallBack(job.fallBack, job, context, stops, failure);
}

/** What nobody has begun has left nothing; an earlier worker may have begun everything. */
function stepsToUndo<Context extends OperationContext>(
  job: Job<Context>,
  { begun, operation }: Context,
): Job<Context>["steps"] {
  const mayBeThere = isResumed({ operation }) || operation.failure !== null;
  return mayBeThere ? job.steps : job.steps.filter(({ name }) => begun.has(name));
}

async function fallBack<Context extends OperationContext>(
  { next }: FallBack<Context>,
  job: Job<Context>,
  context: Context,
  stops: Stops,
  failure: Failure,
): Promise<void> {
  let outcome: Awaited<ReturnType<typeof next>>;
  try {
    await context.progress.flush();
    outcome = await next(context, failure);
  } catch (error) {
    if (stops.halt.aborted) return requeue(context, stops);
    context.log.warn({ err: error }, "there is no other way");
    return finishFailed(
      job,
      context,
      isFreeholdError(error) ? failureOf(error, occasionOf(context.operation)) : failure,
    );
  }
  switch (outcome) {
    case "again":
      return carryOut(job, context, stops);
    case "waits":
      context.log.info({ code: failure.code }, "operation waits; it is tried again by itself");
      return;
    case "lost":
      return requeue(context, stops);
  }
}

async function finishFailed<Context extends OperationContext>(
  job: Job<Context>,
  context: Context,
  failure: Failure,
): Promise<void> {
  await context.progress.flush();
  const status = failure.code === "cancelled" ? "cancelled" : "failed";
  await end(job, context, { status, failure }, (em) => job.fail(em, context, failure));
}

/** The operation and what it is about change in one transaction, and only while the lease is ours. */
async function end<Context extends OperationContext>(
  { uses }: Job<Context>,
  context: Context,
  ending: Ending,
  change: (em: Em) => Promise<void>,
): Promise<void> {
  const { app, lease, log, operation } = context;
  const known = ending.status === "succeeded" ? context.expectedResources : undefined;
  // What used no engine has changed nothing at the clouds.
  const record = uses.engine ? await expectedResourcesAtEnd(context, known) : async () => {};
  const ended = await app.db.transaction(async (em) => {
    if (!(await finishOperation(em, lease, ending))) return false;
    await change(em);
    await record(em);
    await announceEnd(em, app.queue, operation);
    return true;
  });
  log.info({ ended, status: ending.status, code: ending.failure?.code }, "operation carried out");
}

/** Gives the operation back to the queue, unless another worker has it already. */
async function requeue({ app, lease, log }: OperationContext, stops: Stops): Promise<void> {
  if (!stops.isShutdown()) {
    log.warn("lease lost; another worker resumes the operation");
    return;
  }
  await app.db.transaction(async (em) => {
    const requeued = await requeueOperation(em, lease);
    if (requeued) await app.queue.send(em, lease.operationId);
  });
  log.info("operation requeued; it resumes when the service is back");
}

/** What kept the first step from being undone: it says whether that may pass. */
function causeOf(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? error.cause : error;
}

function storedFailure(failure: Failure): FreeholdError {
  return new FreeholdError(failure.code as FreeholdError["code"], failure.reason, { nextStep: failure.nextStep });
}

function tooManyAttempts(attempts: number): FreeholdError {
  return new FreeholdError("service_restarted", `${attempts} workers began the operation and none of them ended it`);
}
