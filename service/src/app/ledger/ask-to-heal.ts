import type { AppContext, Caller } from "../context.ts";
import type { Answer, IdempotencyKey } from "../requests/answer-once.ts";
import { askTenant } from "./ask-tenant.ts";

/**
 * Has put right what of a tenant is not as it should be at its clouds, whatever the service does by itself. A machine or a data volume that
 * is gone is recreated, empty, when somebody approves.
 *
 * @throws FreeholdError `not_found`, `operation_in_progress`, and `illegal_transition` for a tenant that is not active or degraded
 */
export async function askToHeal(
  context: AppContext,
  caller: Caller,
  idOrName: string,
  idempotencyKey: IdempotencyKey | undefined,
): Promise<Answer> {
  return askTenant(context, caller, idOrName, idempotencyKey, { params: { heal: true } });
}
