import { type Answer, answerOnce } from "../answer-once.ts";
import type { AppContext, Caller } from "../context.ts";
import { tenantRowOf } from "../read-tenants.ts";
import { operationView, tenantView } from "../views.ts";
import { insertUpdate } from "./insert-update.ts";

/**
 * Has the engine find out what of a tenant differs from its state. Nothing is changed.
 *
 * @throws FreeholdError `not_found`, `operation_in_progress`, and `illegal_transition` for a tenant that is not active or degraded
 */
export async function refreshTenant(
  context: AppContext,
  caller: Caller,
  idOrName: string,
  idempotencyKey: Parameters<typeof answerOnce>[1],
): Promise<Answer> {
  const { id } = await tenantRowOf(context, caller, idOrName);
  const answer = await context.db.transaction((em) =>
    answerOnce(em, idempotencyKey, async () => {
      const { tenant, operation } = await insertUpdate(em, context, id, { kind: "refresh" });
      return { status: 202, body: { tenant: tenantView(tenant), operation: operationView(operation) } };
    }),
  );
  context.queue.wake();
  return answer;
}
