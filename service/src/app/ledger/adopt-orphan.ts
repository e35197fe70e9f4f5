import { FreeholdError, type Operation, type Orphan } from "@freehold/model";
import { type OrphanRow, setOrphanStatus } from "../../db/orphans.ts";
import { readFleetTenants } from "../../db/tenant-ledgers.ts";
import type { AppContext, Caller } from "../context.ts";
import { operationView } from "../tenants/views.ts";
import { insertWork } from "./ask-tenant.ts";
import { notOpen, orphanOf, readOrphan } from "./orphans.ts";

/**
 * Has an orphan taken into the stack of the tenant whose labels it carries, by an update of that tenant.
 *
 * @throws FreeholdError `not_found`, `not_adoptable` when there is no such tenant, `operation_in_progress`, and `illegal_transition` for an
 * orphan that is none any more or a tenant that is not active or degraded
 */
export async function adoptOrphan(
  context: AppContext,
  caller: Caller,
  id: string,
): Promise<{ orphan: Orphan; operation: Operation }> {
  const orphan = await orphanOf(context, caller, id);
  const operation = await context.db.transaction(async (em) => {
    const [owner] = await readFleetTenants(em, orphan.tenantId === null ? [] : [orphan.tenantId]);
    if (owner === undefined || owner.status === "destroyed") throw nobodys(orphan, owner?.name);
    const update = await insertWork(em, context, owner.id, { params: { adopt: id } });
    if (!(await setOrphanStatus(em, id, ["seen", "quarantined"], "adopting"))) throw notOpen(orphan, "adopted");
    return operationView(update.operation);
  });
  context.queue.wake();
  return { orphan: await readOrphan(context, caller, id), operation };
}

function nobodys({ id, type, name, tenantId }: OrphanRow, tenantName: string | undefined): FreeholdError {
  const why =
    tenantName === undefined
      ? `this service never had a tenant ${tenantId ?? "that it names"}`
      : `its tenant "${tenantName}" is destroyed`;
  return new FreeholdError("not_adoptable", `${type} "${name}" cannot be adopted: ${why}`, {
    nextStep: `remove it with DELETE /v1/orphans/${id} when nobody needs it`,
  });
}
