import type { Em } from "../db/em.ts";
import type { OperationRow } from "../db/entities/operation.ts";
import type { TenantRow } from "../db/entities/tenant.ts";
import { insertOperation } from "../db/operations.ts";
import type { AppContext } from "./context.ts";

/** Whether a tenant's stack can be brought to its settings now. */
export function mayUpdate({ status }: TenantRow): boolean {
  return status === "active" || status === "degraded";
}

/** Writes the operation that brings a tenant's stack to what its row says, with its job. The caller holds the tenant's row. */
export async function requestUpdate(
  em: Em,
  context: AppContext,
  tenant: TenantRow,
  { kind = "update", approved = [] }: Partial<Pick<OperationRow, "kind" | "approved">> = {},
): Promise<OperationRow> {
  const operation = await insertOperation(em, {
    id: context.newId("op"),
    organization: tenant.organization,
    tenantId: tenant.id,
    kind,
    approved,
    createdAt: context.now(),
  });
  await context.queue.send(em, operation.id);
  return operation;
}
