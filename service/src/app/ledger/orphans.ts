import { FreeholdError, type Orphan } from "@freehold/model";
import { findOrphan, type OrphanRow, openOrphans, setOrphanStatus } from "../../db/orphans.ts";
import { isOperator, OPERATOR_ORGANIZATION } from "../access/operator.ts";
import type { AppContext, Caller } from "../context.ts";

/** What nobody has: the operator sees all of it, others what says that it is of one of their tenants. */
export async function readOrphans(context: AppContext, caller: Caller): Promise<Orphan[]> {
  const filter = seesAll(caller) ? {} : { organization: caller.organization };
  return (await openOrphans(context.db.em(), filter)).map((row) => orphanView(context, row));
}

/** @throws FreeholdError `not_found` */
export async function readOrphan(context: AppContext, caller: Caller, id: string): Promise<Orphan> {
  return orphanView(context, await orphanOf(context, caller, id));
}

/**
 * Has an orphan removed from its cloud. It is done when the cloud has answered twice that it is gone.
 *
 * @throws FreeholdError `not_found`, and `illegal_transition` for one that is none any more
 */
export async function removeOrphan(context: AppContext, caller: Caller, id: string): Promise<Orphan> {
  const orphan = await orphanOf(context, caller, id);
  const changed = await setOrphanStatus(context.db.em(), id, ["seen", "quarantined", "removing"], "removing");
  if (!changed) throw notOpen(orphan, "removed");
  return readOrphan(context, caller, id);
}

/** @throws FreeholdError `not_found` */
export async function orphanOf({ db }: AppContext, caller: Caller, id: string): Promise<OrphanRow> {
  const row = await findOrphan(db.em(), id);
  if (row !== null && (seesAll(caller) || row.organization === caller.organization)) return row;
  throw new FreeholdError("not_found", `there is no orphan "${id}"`, {
    nextStep: "list them with GET /v1/orphans",
  });
}

function orphanView({ ledger }: Pick<AppContext, "ledger">, row: OrphanRow): Orphan {
  const { id, status, kind, place, cloud, type, itemId, name, tenantId, facts, cost, failure } = row;
  return {
    ...{ id, status, kind, place, cloud, type, itemId, name, tenantId, cost, failure },
    region: facts.region ?? null,
    firstSeenAt: row.firstSeenAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    quarantineAt: new Date(row.firstSeenAt.getTime() + ledger.orphanGraceMs).toISOString(),
  };
}

/** The operator, but not when it acts for a customer. */
function seesAll(caller: Caller): boolean {
  return isOperator(caller) && caller.organization === OPERATOR_ORGANIZATION;
}

/** The refusal of what only an orphan that is there still can be. */
export function notOpen({ id, status }: OrphanRow, verb: string): FreeholdError {
  return new FreeholdError("illegal_transition", `orphan ${id} cannot be ${verb}: it is ${status}`, {
    nextStep: "GET /v1/orphans lists those that are there still",
  });
}
