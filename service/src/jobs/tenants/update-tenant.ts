import { changeDomain, domainsOfTenant } from "../../db/tenant-domains.ts";
import { setTenantStatus } from "../../db/tenants.ts";
import type { JobContext, OperationJob } from "../runner/context.ts";
import type { Step } from "../runner/step.ts";
import { endAdoption } from "./adopted-orphan.ts";
import { assertState } from "./assert-state.ts";
import { becomeActive } from "./become-active.ts";
import { bringUpStack } from "./bring-up-stack.ts";
import { gate, isRefusedByGate } from "./gate.ts";
import { healStack } from "./heal-stack.ts";
import { reachTenant } from "./reach-tenant.ts";
import { recoverAndAdopt } from "./recover-and-adopt.ts";
import { tenantRun } from "./tenant-stack.ts";

const bringUp: Step<JobContext> = {
  name: "bring-up",
  // Nothing to undo: what is there keeps running, and the next update goes on from where this one ended.
  async run(context) {
    const { approved } = context.operation;
    // What may be lost is protected until now; the second run protects what took its place.
    if (approved.length > 0) await bringUpStack(context, await tenantRun(context, "up", { protect: false }));
    await bringUpStack(context, await tenantRun(context, "up"));
  },
};

/** Brings a tenant's stack to what its row says, such as its domain. The machine stays. */
export const updateTenantJob: OperationJob = {
  status: "updating",
  action: "up",
  steps: [assertState, recoverAndAdopt, healStack, gate, bringUp, reachTenant],
  async succeed(em, context) {
    const { tenant } = context;
    const rows = await domainsOfTenant(em, tenant.id);
    const served = rows.find(({ domain }) => domain === tenant.domain);
    if (served !== undefined) await changeDomain(em, served, { status: "active", reason: null });
    await endAdoption(em, context);
    await becomeActive(em, context);
  },
  async fail(em, context, failure) {
    const { tenant } = context;
    await endAdoption(em, context, failure);
    if (isRefusedByGate(failure))
      return setTenantStatus(em, tenant.id, tenant.failure === null ? "active" : "degraded");
    const rows = await domainsOfTenant(em, tenant.id);
    const wanted = rows.find(({ domain, status }) => domain === tenant.domain && status === "verified");
    const reason = `the update failed: ${failure.reason}; verify again to retry`;
    if (wanted !== undefined) await changeDomain(em, wanted, { status: "verified", reason });
    await setTenantStatus(em, tenant.id, "degraded", { failure });
  },
};
