import { LOOKING } from "@freehold/engine";
import type { EngineFinding } from "@freehold/model";
import { TENANT_PARAMS } from "../../app/operations/operation-params.ts";
import { recordRefresh } from "../../db/tenant-ledgers.ts";
import { setTenantStatus } from "../../db/tenants.ts";
import type { JobContext, OperationJob } from "../runner/context.ts";
import type { Step } from "../runner/step.ts";
import { assertState } from "./assert-state.ts";
import { recoverInterrupted } from "./recover-interrupted.ts";
import { statusAsBefore } from "./status-as-before.ts";
import { tenantRun } from "./tenant-stack.ts";

const detect: Step<JobContext> = {
  name: "detect",
  stage: "verify",
  // Nothing to undo: nothing is changed, neither at the clouds nor in the state.
  async run(context) {
    const { app, engine, progress, signal, tenant } = context;
    const run = await tenantRun(context, "up");
    const result = await engine.run({ ...run, action: "detect" }, { onEvent: progress.onEngineEvent, signal });
    const findings: EngineFinding[] = result.drift.map(({ type, name, meaning, fields }) => ({
      ...{ type, name, meaning, fields },
    }));
    await recordRefresh(app.db.em(), tenant.id, { at: app.now().toISOString(), findings });
  },
};

/** Asks the providers, resource by resource, what of a tenant differs from its state. Changes nothing. */
export const refreshTenantJob: OperationJob = {
  status: "updating",
  kind: "refresh",
  params: TENANT_PARAMS.refresh,
  stages: LOOKING,
  uses: { engine: true, template: true, machine: false },
  steps: [assertState, recoverInterrupted, detect],
  async succeed(em, { tenant }) {
    await setTenantStatus(em, tenant.id, statusAsBefore(tenant));
  },
  async fail(em, { tenant }) {
    await setTenantStatus(em, tenant.id, statusAsBefore(tenant));
  },
};
