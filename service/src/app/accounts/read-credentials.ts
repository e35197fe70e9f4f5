import { type Credential, FreeholdError } from "@freehold/model";
import { accountsFor, findAccount, tenantsByAccount } from "../../db/accounts.ts";
import type { CloudAccountRow } from "../../db/entities/cloud-account.ts";
import type { Em } from "../../db/kernel/em.ts";
import { isOperator } from "../access/operator.ts";
import type { AppContext, Caller } from "../context.ts";
import { credentialView } from "./credential-view.ts";

/** The organization's own accounts and, for the operator, the platform's; oldest first. */
export async function readCredentials(context: AppContext, caller: Caller): Promise<Credential[]> {
  const em = context.db.em();
  const used = await tenantsByAccount(em);
  const rows = await accountsFor(em, caller.organization);
  return rows.filter((row) => isVisible(context, caller, row)).map((row) => credentialView(row, used.get(row.id) ?? 0));
}

/** @throws FreeholdError `not_found` */
export async function readCredential(context: AppContext, caller: Caller, id: string): Promise<Credential> {
  const em = context.db.em();
  const row = await credentialRowOf(em, context, caller, id);
  return credentialView(row, (await tenantsByAccount(em)).get(id) ?? 0);
}

/** @throws FreeholdError `not_found`, also for another organization's and, for all but the operator, the platform's */
export async function credentialRowOf(
  em: Em,
  context: AppContext,
  caller: Caller,
  id: string,
): Promise<CloudAccountRow> {
  const row = await findAccount(em, id);
  if (row?.removedAt === null && isVisible(context, caller, row)) return row;
  throw new FreeholdError("not_found", `there is no credential ${id}`, {
    nextStep: "list the credentials with GET /v1/credentials",
  });
}

/** As {@link credentialRowOf}, for one that is to be changed. @throws FreeholdError `forbidden` for one of the settings */
export async function changeableRowOf(
  em: Em,
  context: AppContext,
  caller: Caller,
  id: string,
): Promise<CloudAccountRow> {
  const row = await credentialRowOf(em, context, caller, id);
  if (row.source === "credential") return row;
  throw new FreeholdError("forbidden", `account ${id} comes from the service's settings: ${row.name}`, {
    nextStep: "change it in the service's environment and start it again",
  });
}

function isVisible(
  { clouds }: AppContext,
  caller: Caller,
  { id, cloud, organization, source }: CloudAccountRow,
): boolean {
  if (organization !== null) return organization === caller.organization;
  if (!isOperator(caller)) return false;
  return source === "credential" || clouds.accounts(cloud).some((account) => account.id === id);
}
