import { FreeholdError } from "@freehold/model";
import type { Em } from "../../db/em.ts";
import type { OperationParams, OperationRow } from "../../db/entities/operation.ts";
import type { TenantRow } from "../../db/entities/tenant.ts";
import { insertOperation, openOperationsOfTenant } from "../../db/operations.ts";
import { lockTenant } from "../../db/tenants.ts";
import type { AppContext } from "../context.ts";
import { mayUpdate } from "../request-update.ts";

/**
 * Writes an operation that somebody asked for on a tenant that lives: an update that does more than bring its stack to what its row says,
 * or a refresh.
 *
 * @throws FreeholdError `operation_in_progress`, and `illegal_transition` for a tenant that is not active or degraded
 */
export async function insertUpdate(
  em: Em,
  context: AppContext,
  tenantId: string,
  work: { kind: "update"; params: OperationParams } | { kind: "refresh" },
): Promise<{ tenant: TenantRow; operation: OperationRow }> {
  const tenant = await lockTenant(em, tenantId);
  if ((await openOperationsOfTenant(em, tenantId)).length > 0)
    throw new FreeholdError("operation_in_progress", `tenant "${tenant.name}" is being changed`, {
      nextStep: "wait until its operation has ended",
    });
  if (!mayUpdate(tenant))
    throw new FreeholdError("illegal_transition", `tenant "${tenant.name}" is ${tenant.status}`, {
      nextStep: "wait until it is active or degraded; a tenant that is neither can be destroyed",
    });
  const { organization } = tenant;
  const about = { id: context.newId("op"), organization, tenantId, createdAt: context.now() };
  const operation = await insertOperation(em, { ...about, ...work });
  await context.queue.send(em, operation.id);
  return { tenant, operation };
}
