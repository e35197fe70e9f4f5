import { FreeholdError } from "@freehold/model";
import type { OperationRow } from "../../db/entities/operation.ts";
import type { TenantRow } from "../../db/entities/tenant.ts";
import type { Em } from "../../db/kernel/em.ts";
import { openOperationsOfTenant } from "../../db/operations.ts";
import { lockTenant } from "../../db/tenants.ts";
import type { AppContext, Caller } from "../context.ts";
import { cancelOpenOperation } from "../operations/cancel-operation.ts";
import { writeOperation } from "../operations/write-operation.ts";
import { assertUnprotected } from "./assert-unprotected.ts";
import { type DestroyConsequences, destroyConsequences } from "./destroy-consequences.ts";
import { tenantRowOf } from "./read-tenants.ts";
import { type OperationAccepted, operationView, tenantView } from "./views.ts";

/** A destroy that was accepted, and what follows from it. */
export type DestroyAccepted = OperationAccepted & DestroyConsequences;

/**
 * Accepts the end of a tenant. Asking again while it is being destroyed gives the same operation. What else runs on the
 * tenant is cancelled first; the destroy begins when that has ended.
 *
 * @throws FreeholdError `not_found`, also for a tenant that is destroyed already, and `tenant_protected`
 */
export async function destroyTenant(context: AppContext, caller: Caller, idOrName: string): Promise<DestroyAccepted> {
  const { id } = await tenantRowOf(context, caller, idOrName);
  const cancelled: string[] = [];
  const accepted = await context.db.transaction(async (em) => {
    const tenant = await lockTenant(em, id);
    if (tenant.status === "destroyed") throw alreadyDestroyed(tenant);
    const open = await openOperationsOfTenant(em, id);
    const destroying = open.find((operation) => operation.kind === "destroy");
    if (destroying === undefined) assertUnprotected(tenant);
    const operation = destroying ?? (await writeDestroy(em, context, tenant, open));
    if (destroying === undefined) cancelled.push(...open.map((other) => other.id));
    const after = { tenant: tenantView(await lockTenant(em, id)), operation: operationView(operation) };
    return { ...after, ...(await destroyConsequences(em, tenant)) };
  });
  for (const operationId of cancelled) context.signals.cancelRequested(operationId);
  context.queue.wake();
  return accepted;
}

async function writeDestroy(
  em: Em,
  context: AppContext,
  tenant: TenantRow,
  open: readonly OperationRow[],
): Promise<OperationRow> {
  const operation = await writeOperation(em, context, {
    organization: tenant.organization,
    tenantId: tenant.id,
    kind: "destroy",
  });
  // The end of the last of them sends the destroy's job.
  for (const other of open) await cancelOpenOperation(em, context, other);
  if (open.length === 0) await context.queue.send(em, operation.id);
  return operation;
}

function alreadyDestroyed(tenant: TenantRow): FreeholdError {
  const at = tenant.destroyedAt?.toISOString() ?? "an unknown time";
  return new FreeholdError("not_found", `tenant "${tenant.name}" was destroyed at ${at}`, {
    nextStep: "nothing is left to destroy; its name is free again",
  });
}
