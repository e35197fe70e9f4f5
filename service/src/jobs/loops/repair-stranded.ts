import type { AppContext } from "../../app/context.ts";
import { recordAudit } from "../../db/audit.ts";
import type { Failure } from "../../db/entities/failure.ts";
import { queuedWithoutJob } from "../../db/operation-queue.ts";
import { openOperationsOfTenant } from "../../db/operations.ts";
import { strandedTenants } from "../../db/stranded.ts";
import { lockTenant, setTenantStatus } from "../../db/tenants.ts";

/** A tenant's status and its operation change in one transaction; what is older than this was left by something else. */
const STRANDED_AFTER_MS = 60_000;

const LEFT_ALONE: Failure = {
  code: "internal",
  reason: "no operation works on the tenant any more, and none has said how it ended",
  nextStep: "destroy the tenant: that removes whatever it has; report it with the tenant's id",
};

/** What was put right. */
export interface Repaired {
  /** Operations that waited without anybody knowing. */
  resent: string[];
  /** Tenants that got a final status. */
  stranded: string[];
}

/** Sees to it that everything comes to an end: what waits is sent to the workers, what nobody works on is failed. */
export async function repairStranded(app: AppContext): Promise<Repaired> {
  const resent = await app.db.transaction(async (em) => {
    const ids = await queuedWithoutJob(em);
    for (const id of ids) await app.queue.send(em, id);
    return ids;
  });
  if (resent.length > 0) app.queue.wake();
  const stranded: string[] = [];
  for (const { id, organization, status } of await strandedTenants(app.db.em(), STRANDED_AFTER_MS)) {
    const isFailed = await app.db.transaction(async (em) => {
      const tenant = await lockTenant(em, id);
      if (tenant.status !== status || (await openOperationsOfTenant(em, id)).length > 0) return false;
      await setTenantStatus(em, id, "failed", { failure: LEFT_ALONE });
      await recordAudit(em, {
        organization,
        // As it stands in the audit logs that there are.
        actor: "system:sweep",
        action: "failStranded",
        subject: id,
        detail: { status },
      });
      return true;
    });
    if (isFailed) stranded.push(id);
  }
  return { resent, stranded };
}
