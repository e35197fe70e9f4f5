import { FreeholdError, type Operation } from "@freehold/model";
import type { OperationRow } from "../../db/entities/operation.ts";
import { readQueuePosition } from "../../db/operation-queue.ts";
import { findOperation } from "../../db/operations.ts";
import type { AppContext, Caller } from "../context.ts";
import { operationView } from "../tenants/views.ts";

/** @throws FreeholdError `not_found` */
export async function readOperation(context: AppContext, caller: Caller, id: string): Promise<Operation> {
  const row = await operationRowOf(context, caller, id);
  const queuePosition = row.status === "queued" ? await readQueuePosition(context.db.em(), id) : null;
  return { ...operationView(row), queuePosition };
}

/** @throws FreeholdError `not_found` */
export async function operationRowOf(context: AppContext, caller: Caller, id: string): Promise<OperationRow> {
  const row = await findOperation(context.db.em(), caller.organization, id);
  if (row !== null) return row;
  throw new FreeholdError("not_found", `no operation has the id "${id}"`, {
    nextStep: "list a tenant's operations with GET /v1/tenants/{tenant}/operations",
  });
}
