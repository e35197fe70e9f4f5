import { isFreeholdError } from "@freehold/model";
import { accountsFor } from "../../db/accounts.ts";
import type { CloudAccountRow } from "../../db/entities/cloud-account.ts";
import type { AppContext } from "../context.ts";
import { openAccount } from "./account-target.ts";
import type { CloudSummary } from "./clouds-port.ts";

/** The clouds, and whether an organization's tenants can be built there: in an account of the settings or in a credential's. */
export async function readClouds(context: AppContext, organization: string): Promise<CloudSummary[]> {
  const summaries = context.clouds.list();
  if (summaries.every(({ configured }) => configured)) return summaries;
  const given = (await accountsFor(context.db.em(), organization)).filter((row) => canBuildIn(context, row));
  return summaries.map((summary) =>
    given.some(({ cloud }) => cloud === summary.name) ? { ...summary, configured: true, missing: [] } : summary,
  );
}

/** Not when the service lacks what no tenant can do without, such as a zone. */
function canBuildIn(context: AppContext, row: CloudAccountRow): boolean {
  if (row.source !== "credential" || row.removalRequestedAt !== null || context.clouds.isGone(row.id)) return false;
  try {
    context.clouds.target(openAccount(context, row));
    return true;
  } catch (error) {
    if (isFreeholdError(error)) return false;
    throw error;
  }
}
