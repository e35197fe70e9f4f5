import type { StagePlan } from "@freehold/engine";
import { TENANT_PARAMS } from "../../app/operations/operation-params.ts";
import { unreachedFailure } from "../../app/reachability/unreached-failure.ts";
import { openOutputs } from "../../app/secrets/sealed.ts";
import type { Em } from "../../db/kernel/em.ts";
import { lastStackChange } from "../../db/operations.ts";
import { setTenantStatus } from "../../db/tenants.ts";
import { hostctlOf } from "../machines/hostctl.ts";
import type { JobContext, OperationJob } from "../runner/context.ts";
import type { Step } from "../runner/step.ts";
import { bringHostctl } from "./bring-hostctl.ts";
import { reachTenant } from "./reach-tenant.ts";
import { statusAsBefore } from "./status-as-before.ts";

/** How long services may take to stop and start, and then to be healthy: as long as after a deployment. */
const RESTART_MS = 10 * 60_000;
const HEALTHY_SEC = 900;
/** `hostctl` itself says in time that they are not. */
const BEYOND_MS = 30_000;

const STAGES: StagePlan = {
  begins: [
    ["initialise", 0],
    ["provision", 10],
    ["verify", 50],
    ["complete", 100],
  ],
  // The engine has no part in it.
  stageOf: () => undefined,
};

const restartWorkload: Step<JobContext> = {
  name: "restart-workload",
  stage: "provision",
  // Twice is as good as once: a worker that takes it up finds services in any state.
  async run(context) {
    const hostctl = hostctlOf(context);
    if (await hostctl.runIfKnown("restart", { timeoutMs: RESTART_MS })) return;
    // It is of a version without the verb, or the slot's host is.
    await hostctl.run("pause", { timeoutMs: RESTART_MS });
    await hostctl.run("resume", { timeoutMs: RESTART_MS });
  },
  undo: startAgain,
};

const waitHealthy: Step<JobContext> = {
  name: "wait-healthy",
  stage: "verify",
  // Nothing to undo: it only asks.
  async run(context) {
    const more = `--timeout ${HEALTHY_SEC}`;
    await hostctlOf(context).run("wait", { timeoutMs: HEALTHY_SEC * 1000 + BEYOND_MS, more });
    const outputs = openOutputs(context.app.envelope, context.tenant);
    if (outputs !== null) context.outputs = outputs;
  },
};

/** What was stopped and not started is started. That it cannot be is said; the failure that led here is the one to report. */
async function startAgain(context: JobContext): Promise<void> {
  const { log, machine, progress, signal } = context;
  if (!machine.touched) return;
  try {
    await hostctlOf(context).run("resume", { timeoutMs: RESTART_MS });
    machine.startedAgain = true;
  } catch (error) {
    signal.throwIfAborted();
    log.warn({ err: error }, "what a restart may have stopped could not be started");
    const message = "what the restart may have stopped could not be started again";
    progress.onEngineEvent({ kind: "log", level: "error", message });
  }
}

/** Restarts a tenant's services where they are. Its machine, its stack and its data stay; the engine has no part in it. */
export const restartTenantJob: OperationJob = {
  status: "updating",
  kind: "restart",
  params: TENANT_PARAMS.restart,
  stages: STAGES,
  uses: { engine: false, template: false, machine: true },
  steps: [bringHostctl, restartWorkload, waitHealthy, reachTenant],
  succeed: settle,
  async fail(em, { machine, tenant }, failure) {
    // Nothing was changed, or all of it was taken back: it is as well as it was.
    if (!machine.touched || (failure.code === "cancelled" && machine.startedAgain))
      return setTenantStatus(em, tenant.id, statusAsBefore(tenant));
    await setTenantStatus(em, tenant.id, "degraded", { failure: tenant.failure ?? failure });
  },
};

/** A restart puts right what is wrong with services that were deployed whole; what a change of the stack left half-way is not finished by it. */
async function settle(em: Em, { tenant, unreached }: JobContext): Promise<void> {
  const last = await lastStackChange(em, tenant.id);
  const kept = last === null || last.status === "succeeded" ? null : tenant.failure;
  const failure = kept ?? (unreached === undefined ? null : unreachedFailure(unreached));
  await setTenantStatus(em, tenant.id, failure === null ? "active" : "degraded", { failure });
}
