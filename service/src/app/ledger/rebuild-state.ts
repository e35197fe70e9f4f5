import type { AppContext, Caller } from "../context.ts";
import type { Answer, IdempotencyKey } from "../requests/answer-once.ts";
import { askTenant } from "./ask-tenant.ts";

/**
 * Has the engine's state of a tenant recreated: what the clouds hold by its labels is taken into it, what was generated comes from what
 * was kept of it, and the tenant's stack is brought up on that. A state that is there only gets what it lacks.
 *
 * @throws FreeholdError `not_found`, `operation_in_progress`, and `illegal_transition` for a tenant that is not active or degraded
 */
export async function rebuildState(
  context: AppContext,
  caller: Caller,
  idOrName: string,
  idempotencyKey: IdempotencyKey | undefined,
): Promise<Answer> {
  return askTenant(context, caller, idOrName, idempotencyKey, { params: { rebuild: true } });
}
