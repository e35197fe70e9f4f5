import { FreeholdError } from "@freehold/model";
import { insertOperation, openOperationsOfTenant } from "../../db/operations.ts";
import { lockTenant } from "../../db/tenants.ts";
import { type Answer, answerOnce } from "../answer-once.ts";
import type { AppContext, Caller } from "../context.ts";
import { tenantRowOf } from "../read-tenants.ts";
import { mayUpdate } from "../request-update.ts";
import { operationView, tenantView } from "../views.ts";

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
      const tenant = await lockTenant(em, id);
      if ((await openOperationsOfTenant(em, id)).length > 0)
        throw new FreeholdError("operation_in_progress", `tenant "${tenant.name}" is being changed`, {
          nextStep: "wait until its operation has ended",
        });
      if (!mayUpdate(tenant))
        throw new FreeholdError("illegal_transition", `tenant "${tenant.name}" is ${tenant.status}`, {
          nextStep: "only a tenant that is active or degraded can be refreshed",
        });
      const { organization } = tenant;
      const about = { id: context.newId("op"), organization, tenantId: id, createdAt: context.now() };
      const operation = await insertOperation(em, { ...about, kind: "refresh" });
      await context.queue.send(em, operation.id);
      return { status: 202, body: { tenant: tenantView(tenant), operation: operationView(operation) } };
    }),
  );
  context.queue.wake();
  return answer;
}
