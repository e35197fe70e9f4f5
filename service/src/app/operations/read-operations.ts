import { FreeholdError, type Operation } from "@freehold/model";
import { isAccountOf } from "../../db/accounts.ts";
import { findShortage, type Shortage } from "../../db/call-reservations.ts";
import type { OperationRow } from "../../db/entities/operation.ts";
import { readQueuePosition } from "../../db/operation-queue.ts";
import { findOperation } from "../../db/operations.ts";
import { isOperator } from "../access/operator.ts";
import type { AppContext, Caller } from "../context.ts";
import { operationView } from "../tenants/views.ts";
import { readUnserved, whyUnserved } from "./unserved.ts";

/** @throws FreeholdError `not_found` */
export async function readOperation(context: AppContext, caller: Caller, id: string): Promise<Operation> {
  const row = await operationRowOf(context, caller, id);
  if (row.status !== "queued") return operationView(row);
  const em = context.db.em();
  const shortage = await findShortage(em, id, context.callsNeeded());
  return {
    ...operationView(row),
    queuePosition: await readQueuePosition(em, id),
    queuedFor: shortage === null ? await whyNobody(context, id) : await sentenceOf(context, caller, shortage),
  };
}

async function whyNobody(context: AppContext, id: string): Promise<string | null> {
  const unserved = (await readUnserved(context)).find((operation) => operation.id === id);
  return unserved === undefined ? null : whyUnserved(unserved);
}

/** The platform's accounts, and those of others, are nobody's to know and to reopen. */
async function sentenceOf(context: AppContext, caller: Caller, shortage: Shortage): Promise<string> {
  const { account, closedSec } = shortage;
  if (!isOperator(caller) && !(await isAccountOf(context.db.em(), caller.organization, account))) {
    if (closedSec === 0) return "the cloud account has too few calls left; it begins when there are enough";
    return `the cloud account takes no calls for ${closedSec} s, as its cloud asked; it begins then`;
  }
  if (closedSec === 0) return `account ${account} has too few calls left; it begins when there are enough`;
  return `account ${account} takes no calls for ${closedSec} s, as its cloud asked; POST /v1/budgets/${account}/reopen ends the pause`;
}

/** @throws FreeholdError `not_found` */
export async function operationRowOf(context: AppContext, caller: Caller, id: string): Promise<OperationRow> {
  const row = await findOperation(context.db.em(), caller.organization, id);
  if (row !== null) return row;
  throw new FreeholdError("not_found", `no operation has the id "${id}"`, {
    nextStep: "list a tenant's operations with GET /v1/tenants/{tenant}/operations",
  });
}
