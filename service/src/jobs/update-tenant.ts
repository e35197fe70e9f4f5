import { changeDomain, domainsOfTenant } from "../db/tenant-domains.ts";
import { moveTenant } from "../db/tenants.ts";
import { becomeActive } from "./become-active.ts";
import { bringUpStack } from "./bring-up-stack.ts";
import { isResumed, type JobContext, type OperationJob } from "./context.ts";
import { healStack } from "./heal-stack.ts";
import type { Step } from "./step.ts";
import { tenantRecovery, tenantRun } from "./tenant-stack.ts";

const bringUp: Step<JobContext> = {
  name: "bring-up",
  // Nothing to undo: what is there keeps running, and the next update goes on from where this one ended.
  async run(context) {
    const { engine } = context;
    const request = await tenantRun(context, "up");
    if (isResumed(context)) await engine.recover(await tenantRecovery(context, "update"));
    await bringUpStack(context, request);
  },
};

/** Brings a tenant's stack to what its row says, such as its domain. The machine stays. */
export const updateTenantJob: OperationJob = {
  status: "updating",
  action: "up",
  steps: [healStack, bringUp],
  async succeed(em, context) {
    const { tenant } = context;
    const rows = await domainsOfTenant(em, tenant.id);
    const served = rows.find(({ domain }) => domain === tenant.domain);
    if (served !== undefined) await changeDomain(em, served, { status: "active", reason: null });
    await becomeActive(em, context);
  },
  async fail(em, { tenant }, failure) {
    const rows = await domainsOfTenant(em, tenant.id);
    const wanted = rows.find(({ domain, status }) => domain === tenant.domain && status === "verified");
    const reason = `the update failed: ${failure.reason}; verify again to retry`;
    if (wanted !== undefined) await changeDomain(em, wanted, { status: "verified", reason });
    await moveTenant(em, tenant.id, "degraded", { failure });
  },
};
