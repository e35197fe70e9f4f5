import { BUILDING } from "@freehold/engine";
import { TENANT_PARAMS } from "../../app/operations/operation-params.ts";
import { openSettingsAsked } from "../../app/secrets/sealed.ts";
import { recordSettings } from "../../app/tenants/change-tenant.ts";
import type { Em } from "../../db/kernel/em.ts";
import { changeDomain, domainsOfTenant } from "../../db/tenant-domains.ts";
import { lockTenant, setTenantStatus } from "../../db/tenants.ts";
import type { JobContext, OperationJob } from "../runner/context.ts";
import type { Step } from "../runner/step.ts";
import { endAdoption } from "./adopted-orphan.ts";
import { assertState } from "./assert-state.ts";
import { becomeActive } from "./become-active.ts";
import { bringHostctl, confirmHostctl } from "./bring-hostctl.ts";
import { bringUpStack } from "./bring-up-stack.ts";
import { gate, isRefusedByGate } from "./gate.ts";
import { healStack } from "./heal-stack.ts";
import { reachTenant } from "./reach-tenant.ts";
import { recoverAndAdopt } from "./recover-and-adopt.ts";
import { statusAsBefore } from "./status-as-before.ts";
import { switchOnAgain } from "./switch-on-again.ts";
import { tenantRun } from "./tenant-stack.ts";

const bringUp: Step<JobContext> = {
  name: "bring-up",
  async run(context) {
    const { approved } = context.operation;
    try {
      // What may be lost is protected until now; the second run protects what took its place.
      if (approved.length > 0) await bringUpStack(context, await tenantRun(context, "up", { protect: false }));
      await bringUpStack(context, await tenantRun(context, "up"));
    } catch (error) {
      // Before the next try, which may be half an hour away. Not ours any more, it is for whoever resumes the operation.
      if (!context.signal.aborted) await trySwitchingOn(context);
      throw error;
    }
  },
  // What is there keeps running, and the next update goes on from where this one ended.
  undo: switchOnAgain,
};

/** The update's own failure is the one to report. */
async function trySwitchingOn(context: JobContext): Promise<void> {
  await switchOnAgain(context).catch((err: unknown) => {
    context.log.warn({ err }, "a machine that a failed change may have left off could not be switched on");
  });
}

/** What was asked for and is there now is the tenant's own. */
async function keepSettings(em: Em, { app, operation, tenant }: JobContext): Promise<void> {
  const asked = openSettingsAsked(app.envelope, operation);
  if (asked !== undefined) await recordSettings(em, app, await lockTenant(em, tenant.id), asked);
}

/** Brings a tenant's stack to what its row says, such as its domain. The machine stays. */
export const updateTenantJob: OperationJob = {
  status: "updating",
  kind: "update",
  params: TENANT_PARAMS.update,
  stages: BUILDING,
  uses: { engine: true, template: true, machine: true },
  steps: [assertState, recoverAndAdopt, healStack, gate, bringHostctl, bringUp, confirmHostctl, reachTenant],
  async succeed(em, context) {
    const { tenant } = context;
    const rows = await domainsOfTenant(em, tenant.id);
    const served = rows.find(({ domain }) => domain === tenant.domain);
    if (served !== undefined) await changeDomain(em, served, { status: "active", reason: null });
    await endAdoption(em, context);
    await keepSettings(em, context);
    await becomeActive(em, context);
  },
  async fail(em, context, failure) {
    const { tenant } = context;
    await endAdoption(em, context, failure);
    if (isRefusedByGate(failure)) return setTenantStatus(em, tenant.id, statusAsBefore(tenant));
    const rows = await domainsOfTenant(em, tenant.id);
    const wanted = rows.find(({ domain, status }) => domain === tenant.domain && status === "verified");
    const reason = `the update failed: ${failure.reason}; verify again to retry`;
    if (wanted !== undefined) await changeDomain(em, wanted, { status: "verified", reason });
    await setTenantStatus(em, tenant.id, "degraded", { failure });
  },
};
