import { type ErrorCode, FreeholdError } from "@freehold/model";
import { ensureHeartbeatKey } from "../../app/heartbeats/heartbeat-key.ts";
import { openTenantPassphrase } from "../../app/secrets/sealed.ts";
import { changeAccount } from "../../db/accounts.ts";
import { setTenantStatus } from "../../db/tenants.ts";
import { prepareAccount } from "../accounts/prepare-account.ts";
import { assertNothingInUse, assertNothingLater } from "../runner/assert-nothing-later.ts";
import { isResumed, type JobContext, type OperationJob } from "../runner/context.ts";
import type { Step } from "../runner/step.ts";
import { checkCloud } from "../stacks/check-cloud.ts";
import { clearProtection } from "../stacks/clear-protection.ts";
import { becomeActive } from "./become-active.ts";
import { bringUpStack } from "./bring-up-stack.ts";
import { checkName } from "./check-name.ts";
import { nextPlacement } from "./next-placement.ts";
import { tenantRecovery, tenantRun, tenantStack } from "./tenant-stack.ts";

const bringUp: Step<JobContext> = {
  name: "bring-up",
  async run(context) {
    const { app, engine, tenant } = context;
    // What it was being built in ended with the service that held it.
    if (app.clouds.isGone(tenant.accountId)) throw sandboxEnded();
    await ensureHeartbeatKey(app, tenant.id);
    const request = await tenantRun(context, "up");
    // What was made half-way is taken back: a provider that is asked to finish it may not know which half is missing.
    if (isResumed(context)) {
      const recovery = await tenantRecovery(context, "create");
      await assertNothingLater(context, recovery);
      await engine.recover({ ...recovery, removeHalfMade: true });
    }
    await bringUpStack(context, request);
  },
  async undo(context) {
    const { app, engine, tenant } = context;
    const target = tenantStack(tenant);
    const cloudIsGone = app.clouds.isGone(tenant.accountId);
    if (!cloudIsGone) {
      const recovery = await tenantRecovery(context, "create");
      await assertNothingInUse(context, recovery);
      await engine.recover(recovery);
      if (!(await engine.stackExists(target))) return;
      await clearProtection(context, target, openTenantPassphrase(app.envelope, tenant));
      await engine.run(await tenantRun(context, "destroy"), { onEvent: () => {}, signal: context.signal });
    }
    await engine.removeStack(target, openTenantPassphrase(app.envelope, tenant), { cloudIsGone });
  },
};

const ACCOUNT_AT_FAULT: ReadonlySet<string> = new Set<ErrorCode>(["cloud_unauthorized", "cloud_quota_reached"]);

/** Builds a tenant. Ends with everything, or with nothing at the cloud and a tenant that says why or waits for a machine. */
export const createTenantJob: OperationJob = {
  status: "provisioning",
  action: "up",
  steps: [checkCloud, checkName, prepareAccount, bringUp],
  fallBack: nextPlacement,
  succeed: becomeActive,
  async fail(em, { tenant }, failure) {
    // The next look at the accounts finds out what is wrong with this one, before another signup does.
    if (ACCOUNT_AT_FAULT.has(failure.code)) await changeAccount(em, tenant.accountId, { checkedAt: null });
    await setTenantStatus(em, tenant.id, "failed", { failure });
  },
};

function sandboxEnded(): FreeholdError {
  return new FreeholdError(
    "service_restarted",
    "the sandbox that the tenant was being built in ended with the service",
  );
}
