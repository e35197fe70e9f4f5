import type { Failure } from "../../db/entities/failure.ts";
import { liveTenants, setTenantStatus } from "../../db/tenants.ts";
import type { AppContext } from "../context.ts";

const SANDBOX_ENDED: Failure = {
  code: "service_restarted",
  reason: "the sandbox that the tenant lived in is gone",
  nextStep: "destroy the tenant and sign it up again; with FREEHOLD_SANDBOX_KEEP a sandbox outlives the service",
};

/** Tenants of a sandbox that ended are no longer what they claim to be. Returns how many there were. */
export async function retireLostSandbox(context: AppContext): Promise<number> {
  const live = await liveTenants(context.db.em());
  const lost = live.filter(
    ({ accountId, status }) => context.clouds.isGone(accountId) && ["active", "degraded"].includes(status),
  );
  for (const tenant of lost) {
    await context.db.transaction((em) => setTenantStatus(em, tenant.id, "failed", { failure: SANDBOX_ENDED }));
  }
  return lost.length;
}
