import { FreeholdError } from "@freehold/model";
import { readExpectedResources } from "../../db/tenant-ledgers.ts";
import type { JobContext } from "../runner/context.ts";
import type { Step } from "../runner/step.ts";
import { expectedResourcesOf } from "./tenant-stack.ts";

/**
 * Refuses to work on a tenant that lives and whose state is lost: the engine would take it for one that was never built, and order all of
 * it a second time.
 */
export const assertState: Step<JobContext> = {
  name: "assert-state",
  async run(context) {
    const { app, operation, tenant } = context;
    if (operation.params?.rebuild !== undefined) return;
    const should = await readExpectedResources(app.db.em(), tenant.id);
    if (should === null || should.length === 0) return;
    if ((await expectedResourcesOf(context)).length === 0) throw stateLost(tenant.name, tenant.id);
  },
};

function stateLost(name: string, id: string): FreeholdError {
  return new FreeholdError("state_lost", `the engine's state of tenant "${name}" is gone; nothing was changed`, {
    nextStep: `restore it from a backup, or have it recreated from what the clouds hold: POST /v1/tenants/${id}/rebuild-state`,
  });
}
