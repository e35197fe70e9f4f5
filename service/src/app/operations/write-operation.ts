import type { OperationRow } from "../../db/entities/operation.ts";
import type { Em } from "../../db/kernel/em.ts";
import { insertOperation, type NewOperation } from "../../db/operations.ts";
import type { AppContext } from "../context.ts";
import { type SettingsAsked, sealSettingsAsked } from "../secrets/sealed.ts";
import { checkParams, paramsOf } from "./operation-params.ts";
import { WORK_REVISION } from "./work-revision.ts";

type Asked<New> = New extends unknown ? Omit<New, "id" | "createdAt" | "settingsSealed" | "revision"> : never;

/** An operation as it is asked for; id and time are given to it. */
export type AskedOperation = Asked<NewOperation> & {
  /** Of an update: settings that it brings about. They are kept sealed, beside its parameters. @default - those of the tenant's row */
  settings?: SettingsAsked | undefined;
};

/**
 * Writes an operation, without its job: the caller sends that when nothing stands before it.
 *
 * @throws FreeholdError `invalid_request` as {@link checkParams}
 */
export async function writeOperation(
  em: Em,
  context: Pick<AppContext, "newId" | "now" | "envelope">,
  { settings, ...asked }: AskedOperation,
): Promise<OperationRow> {
  const { kind, params = null } = asked;
  checkParams(paramsOf(asked.hostId == null ? "tenant" : "host", kind), { kind, params });
  const id = context.newId("op");
  const settingsSealed = settings === undefined ? null : sealSettingsAsked(context.envelope, id, settings);
  return insertOperation(em, { ...asked, id, createdAt: context.now(), settingsSealed, revision: WORK_REVISION });
}
