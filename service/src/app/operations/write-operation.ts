import type { OperationRow } from "../../db/entities/operation.ts";
import type { Em } from "../../db/kernel/em.ts";
import { insertOperation, type NewOperation } from "../../db/operations.ts";
import type { AppContext } from "../context.ts";
import { checkParams, paramsOf } from "./operation-params.ts";

/** An operation as it is asked for; id and time are given to it. */
export type AskedOperation = NewOperation extends infer New
  ? New extends unknown
    ? Omit<New, "id" | "createdAt">
    : never
  : never;

/**
 * Writes an operation, without its job: the caller sends that when nothing stands before it.
 *
 * @throws FreeholdError `invalid_request` as {@link checkParams}
 */
export async function writeOperation(
  em: Em,
  context: Pick<AppContext, "newId" | "now">,
  asked: AskedOperation,
): Promise<OperationRow> {
  const { kind, params = null } = asked;
  checkParams(paramsOf(asked.hostId == null ? "tenant" : "host", kind), { kind, params });
  return insertOperation(em, { ...asked, id: context.newId("op"), createdAt: context.now() });
}
