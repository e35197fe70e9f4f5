import type { AppContext, Caller } from "../context.ts";
import { askTenant } from "../ledger/ask-tenant.ts";
import type { Answer, IdempotencyKey } from "../requests/answer-once.ts";

/**
 * Has a tenant's services restarted on its machine. The machine, its stack and its data stay.
 *
 * @throws FreeholdError `not_found`, `operation_in_progress`, and `illegal_transition` for a tenant that is not active or degraded
 */
export async function restartTenant(
  context: AppContext,
  caller: Caller,
  idOrName: string,
  idempotencyKey: IdempotencyKey | undefined,
): Promise<Answer> {
  return askTenant(context, caller, idOrName, idempotencyKey, { kind: "restart" });
}
