import { unreachedFailure } from "../../app/reachability/unreached-failure.ts";
import { sealOutputs } from "../../app/secrets/sealed.ts";
import type { Em } from "../../db/kernel/em.ts";
import { setTenantStatus } from "../../db/tenants.ts";
import { builtNow } from "../runner/built-now.ts";
import type { JobContext } from "../runner/context.ts";

/** The tenant's stack is up: its outputs are kept, and what was wrong with it is forgotten. Active is only who was reached. */
export async function becomeActive(em: Em, context: JobContext): Promise<void> {
  const { app, operation, tenant, outputs, unreached } = context;
  if (outputs === undefined) throw new Error(`an operation of kind ${operation.kind} cannot succeed without outputs`);
  await setTenantStatus(em, tenant.id, unreached === undefined ? "active" : "degraded", {
    url: outputs.url,
    failure: unreached === undefined ? null : unreachedFailure(unreached),
    builtBy: builtNow(app.now()),
    // Its state has just been compared with its cloud, and is the newest that there is.
    restoredAt: null,
    outputsSealed: sealOutputs(app.envelope, tenant.id, outputs),
  });
}
