import { BUILDING } from "@freehold/engine";
import { TENANT_PARAMS } from "../../app/operations/operation-params.ts";
import { setTenantStatus } from "../../db/tenants.ts";
import type { JobContext, OperationJob } from "../runner/context.ts";
import type { Step } from "../runner/step.ts";
import { becomeActive } from "./become-active.ts";
import { bringUpStack } from "./bring-up-stack.ts";
import { forgetLostHost, hostsOutOfReach } from "./lost-host.ts";
import { findLivingHost, moveLater } from "./move-again.ts";
import { reachTenant } from "./reach-tenant.ts";
import { tenantRun } from "./tenant-stack.ts";

const forgetOldSlot: Step<JobContext> = {
  name: "forget-old-slot",
  // Nothing to undo: what was there is out of reach, and the new host is the tenant's own from the request on.
  async run(context) {
    const lost = (await hostsOutOfReach(context.app.db.em(), context.tenant)).map(({ name }) => `"${name}"`).join(", ");
    await forgetLostHost(context);
    const from = lost || "its old host";
    context.notice =
      `the tenant was moved off ${from}, which did not answer; its keys and passwords are the same, ` +
      "but the data it had there was not brought along: it is lost unless there is a backup of it";
    context.progress.onEngineEvent({ kind: "log", level: "warning", message: context.notice });
  },
};

const rebuild: Step<JobContext> = {
  name: "build-anew",
  async run(context) {
    await bringUpStack(context, await tenantRun(context, "up"));
  },
};

/** Builds the slot of a tenant whose host is dead on the host that it was given, and leads its name there. */
export const moveTenantJob: OperationJob = {
  status: "updating",
  kind: "move",
  params: TENANT_PARAMS.move,
  stages: BUILDING,
  uses: { engine: true, template: true, machine: true },
  steps: [findLivingHost, forgetOldSlot, rebuild, reachTenant],
  fallBack: moveLater,
  succeed: becomeActive,
  async fail(em, { tenant }, failure) {
    await setTenantStatus(em, tenant.id, "failed", { failure });
  },
};
