import type { OperationRow } from "../../db/entities/operation.ts";
import type { TenantRow } from "../../db/entities/tenant.ts";
import type { Em } from "../../db/kernel/em.ts";
import type { AppContext } from "../context.ts";
import { type AskedOperation, writeOperation } from "./write-operation.ts";

/** Whether a tenant's stack can be brought to its settings now. */
export function mayUpdate({ status }: TenantRow): boolean {
  return status === "active" || status === "degraded";
}

/** Writes an operation on a tenant that is there, with its job; left alone, it brings the stack to what the tenant's row says. The caller holds that row. */
export async function requestOperation(
  em: Em,
  context: AppContext,
  tenant: TenantRow,
  {
    kind = "update",
    ...more
  }: { kind?: OperationRow["kind"] } & Pick<AskedOperation, "approved" | "params" | "settings"> = {},
): Promise<OperationRow> {
  const operation = await writeOperation(em, context, {
    organization: tenant.organization,
    tenantId: tenant.id,
    kind,
    ...more,
  });
  await context.queue.send(em, operation.id);
  return operation;
}
