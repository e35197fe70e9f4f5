import { BUILDING } from "@freehold/engine";
import type { ErrorCode } from "@freehold/model";
import { ensureHeartbeatKey } from "../../app/heartbeats/heartbeat-key.ts";
import { TENANT_PARAMS } from "../../app/operations/operation-params.ts";
import { changeAccount } from "../../db/accounts.ts";
import { setTenantStatus } from "../../db/tenants.ts";
import type { JobContext, OperationJob } from "../runner/context.ts";
import { createSteps } from "../stacks/create-steps.ts";
import { becomeActive } from "./become-active.ts";
import { bringUpStack } from "./bring-up-stack.ts";
import { checkName } from "./check-name.ts";
import { nextPlacement } from "./next-placement.ts";
import { reachTenant } from "./reach-tenant.ts";
import { tenantRun, tenantSubject } from "./tenant-stack.ts";

async function bringUp(context: JobContext): Promise<void> {
  await ensureHeartbeatKey(context.app, context.tenant.id);
  await bringUpStack(context, await tenantRun(context, "up"));
}

const ACCOUNT_AT_FAULT: ReadonlySet<string> = new Set<ErrorCode>(["cloud_unauthorized", "cloud_quota_reached"]);

/** Builds a tenant. Ends with everything, or with nothing at the cloud and a tenant that says why or waits for a machine. */
export const createTenantJob: OperationJob = {
  status: "provisioning",
  kind: "create",
  params: TENANT_PARAMS.create,
  stages: BUILDING,
  uses: { engine: true, template: true, machine: true },
  steps: [...createSteps(tenantSubject, { checks: [checkName], bringUp }), reachTenant],
  fallBack: nextPlacement,
  succeed: becomeActive,
  async fail(em, { tenant }, failure) {
    // The next check of the accounts finds out what is wrong with this one, before another signup does.
    if (ACCOUNT_AT_FAULT.has(failure.code)) await changeAccount(em, tenant.accountId, { checkedAt: null });
    await setTenantStatus(em, tenant.id, "failed", { failure });
  },
};
