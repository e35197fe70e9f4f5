import { FreeholdError } from "@freehold/model";
import { openTenantPassphrase } from "../app/sealed.ts";
import { readHoldings } from "../db/tenant-ledgers.ts";
import type { JobContext } from "./context.ts";
import type { Step } from "./step.ts";

/**
 * Refuses to work on a tenant that lives and whose state is lost: the engine would take it for one that was never built, and order all of
 * it a second time.
 */
export const assertState: Step<JobContext> = {
  name: "assert-state",
  async run({ app, engine, operation, tenant }) {
    if (operation.params?.rebuild !== undefined) return;
    const should = await readHoldings(app.db.em(), tenant.id);
    if (should === null || should.length === 0) return;
    const target = { program: "tenant", stack: tenant.id };
    const has = await engine.holdings(target, openTenantPassphrase(app.envelope, tenant));
    if (has.length === 0) throw stateLost(tenant.name, tenant.id);
  },
};

function stateLost(name: string, id: string): FreeholdError {
  return new FreeholdError("state_lost", `the engine's state of tenant "${name}" is gone; nothing was changed`, {
    nextStep: `restore it from a backup, or have it made anew from what the clouds hold: POST /v1/tenants/${id}/rebuild-state`,
  });
}
