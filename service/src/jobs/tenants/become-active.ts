import { sealOutputs } from "../../app/secrets/sealed.ts";
import type { Em } from "../../db/kernel/em.ts";
import { setTenantStatus } from "../../db/tenants.ts";
import { builtNow } from "../runner/built-now.ts";
import type { JobContext } from "../runner/context.ts";

/** The tenant's stack is up: its outputs are kept, and what was wrong with it is forgotten. */
export async function becomeActive(em: Em, { app, operation, tenant, outputs }: JobContext): Promise<void> {
  if (outputs === undefined) throw new Error(`an operation of kind ${operation.kind} cannot succeed without outputs`);
  await setTenantStatus(em, tenant.id, "active", {
    url: outputs.url,
    failure: null,
    builtBy: builtNow(app.now()),
    // Its state has just been compared with its cloud, and is the newest that there is.
    restoredAt: null,
    outputsSealed: sealOutputs(app.envelope, tenant.id, outputs),
  });
}
