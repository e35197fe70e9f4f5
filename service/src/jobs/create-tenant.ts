import { type ErrorCode, FreeholdError, StackOutputs } from "@freehold/model";
import { openTenantPassphrase, sealOutputs } from "../app/sealed.ts";
import { changeAccount } from "../db/accounts.ts";
import { moveTenant } from "../db/tenants.ts";
import { checkCloud } from "./check-cloud.ts";
import { checkName } from "./check-name.ts";
import type { JobContext, OperationJob } from "./context.ts";
import { nextPlacement } from "./next-placement.ts";
import { prepareAccount } from "./prepare-account.ts";
import type { Step } from "./step.ts";
import { tenantRecovery, tenantRun } from "./tenant-stack.ts";
import { upAgain } from "./up-again.ts";

const bringUp: Step<JobContext> = {
  name: "bring-up",
  async run(context) {
    const { app, engine, progress, signal, tenant } = context;
    // What it was being built in ended with the service that held it.
    if (app.clouds.isGone(tenant.accountId)) throw sandboxEnded();
    const request = await tenantRun(context, "up");
    if (context.operation.attempts > 1) await engine.recover(await tenantRecovery(context, "create"));
    const up = () => engine.run(request, { onEvent: progress.onEngineEvent, signal });
    const result = await upAgain(context, up, () => tenantRecovery(context, "create"));
    progress.setResources(result.resources);
    context.outputs = parseOutputs(result.outputs);
  },
  async undo(context) {
    const { app, engine, tenant } = context;
    const target = { program: "tenant", stack: tenant.id };
    const cloudIsGone = app.clouds.isGone(tenant.accountId);
    if (!cloudIsGone) {
      await engine.recover(await tenantRecovery(context, "create"));
      if (!(await engine.stackExists(target))) return;
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
  async succeed(em, { app, tenant, outputs }) {
    if (outputs === undefined) throw new Error("a create cannot succeed without outputs");
    await moveTenant(em, tenant.id, "active", {
      url: outputs.url,
      failure: null,
      outputsSealed: sealOutputs(app.envelope, tenant.id, outputs),
    });
  },
  async fail(em, { tenant }, failure) {
    // The next look at the accounts finds out what is wrong with this one, before another signup does.
    if (ACCOUNT_AT_FAULT.has(failure.code)) await changeAccount(em, tenant.accountId, { checkedAt: null });
    await moveTenant(em, tenant.id, "failed", { failure });
  },
};

function sandboxEnded(): FreeholdError {
  return new FreeholdError(
    "service_restarted",
    "the sandbox that the tenant was being built in ended with the service",
  );
}

/** The outputs of a stack, checked. @throws FreeholdError `engine_failed` */
export function parseOutputs(outputs: Record<string, unknown>): StackOutputs {
  const parsed = StackOutputs.safeParse(outputs);
  if (parsed.success) return parsed.data;
  // Names only: the values may be secret.
  const wrong = parsed.error.issues.map((issue) => issue.path.join(".")).join(", ");
  throw new FreeholdError("engine_failed", `the stack's outputs break the contract at: ${wrong}`);
}
