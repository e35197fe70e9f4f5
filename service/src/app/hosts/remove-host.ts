import { FreeholdError } from "@freehold/model";
import type { HostOrderRow } from "../../db/entities/host-order.ts";
import type { OperationRow } from "../../db/entities/operation.ts";
import { changeHostOrder, findHostOrder, lockHostOrder } from "../../db/host-orders.ts";
import { loadByHost } from "../../db/host-slots.ts";
import { deleteHost, lockHosts } from "../../db/hosts.ts";
import type { Em } from "../../db/kernel/em.ts";
import { openOperationsOf } from "../../db/operations.ts";
import { assertOperator, OPERATOR_ORGANIZATION } from "../access/operator.ts";
import type { AppContext, Caller } from "../context.ts";
import { cancelOpenOperation } from "../operations/cancel-operation.ts";
import { writeOperation } from "../operations/write-operation.ts";
import type { Answer } from "../requests/answer-once.ts";
import { operationView } from "../tenants/views.ts";
import { hostRowOf, readHost } from "./read-hosts.ts";

/**
 * Takes a host away. One that was registered is forgotten, and its machine is left as it is; one that was ordered is destroyed, by an operation.
 *
 * @throws FreeholdError `forbidden`, `not_found`, and `host_in_use` while tenants live on it or what they left is still to be removed
 */
export async function removeHost(context: AppContext, caller: Caller, idOrName: string): Promise<Answer> {
  assertOperator(caller, "take a host away");
  const cancelled: string[] = [];
  const answer = await context.db.transaction(async (em) => {
    await lockHosts(em);
    const known = await findHostOrder(em, idOrName);
    const order = known && (await lockHostOrder(em, known.id));
    return order === null ? forget(em, context, idOrName) : destroy(em, context, order, cancelled);
  });
  for (const operationId of cancelled) context.signals.cancelRequested(operationId);
  context.queue.wake();
  return answer;
}

async function forget(em: Em, context: AppContext, idOrName: string): Promise<Answer> {
  const { id, name } = await hostRowOf(em, idOrName);
  await assertEmpty(em, id, name, "forgotten");
  if (context.clouds.accounts("docker").some((account) => account.id === id)) throw configured(name);
  const host = await readHost(em, context, id);
  await deleteHost(em, id);
  return { status: 200, body: host };
}

/** Asked for again while it is being destroyed, it is the same operation. What builds it is cancelled first. */
async function destroy(em: Em, context: AppContext, order: HostOrderRow, cancelled: string[]): Promise<Answer> {
  const { id, name } = order;
  await assertEmpty(em, id, name, "destroyed");
  const open = await openOperationsOf(em, { tenantId: null, hostId: id });
  const destroying = open.find(({ kind }) => kind === "destroy");
  const operation = destroying ?? (await writeDestroy(em, context, id, open));
  if (destroying === undefined) cancelled.push(...open.map((other) => other.id));
  return { status: 202, body: { host: await readHost(em, context, id), operation: operationView(operation) } };
}

async function writeDestroy(
  em: Em,
  context: AppContext,
  hostId: string,
  open: readonly OperationRow[],
): Promise<OperationRow> {
  // From here on nobody gets a slot on it, whatever becomes of the operation.
  await deleteHost(em, hostId);
  const operation = await writeOperation(em, context, {
    organization: OPERATOR_ORGANIZATION,
    hostId,
    kind: "destroy",
  });
  // The end of the last of them sends the destroy's job.
  for (const other of open) await cancelOpenOperation(em, context, other);
  await changeHostOrder(em, hostId, { status: "destroying", failure: null });
  if (open.length === 0) await context.queue.send(em, operation.id);
  return operation;
}

async function assertEmpty(em: Em, id: string, name: string, what: "forgotten" | "destroyed"): Promise<void> {
  const held = (await loadByHost(em)).get(id)?.slots ?? 0;
  if (held === 0) return;
  throw new FreeholdError("host_in_use", `host "${name}" cannot be ${what}: ${held} slots on it are in use`, {
    nextStep:
      "drain it with PATCH /v1/hosts/{id}, destroy the tenants that GET /v1/hosts/{id}/slots lists, then ask again",
  });
}

function configured(name: string): FreeholdError {
  return new FreeholdError("host_in_use", `host "${name}" is part of the service's configuration`, {
    nextStep: "take it out of the service's environment, or drain it with PATCH /v1/hosts/{id}",
  });
}
