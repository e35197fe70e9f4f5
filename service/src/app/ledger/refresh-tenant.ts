import type { AppContext, Caller } from "../context.ts";
import type { Answer, IdempotencyKey } from "../requests/answer-once.ts";
import { askTenant } from "./ask-tenant.ts";

/**
 * Has the engine find out what of a tenant differs from its state. Nothing is changed.
 *
 * @throws FreeholdError `not_found`, `operation_in_progress`, and `illegal_transition` for a tenant that is not active or degraded
 */
export async function refreshTenant(
  context: AppContext,
  caller: Caller,
  idOrName: string,
  idempotencyKey: IdempotencyKey | undefined,
): Promise<Answer> {
  return askTenant(context, caller, idOrName, idempotencyKey, { kind: "refresh" });
}
