import { findPlace, type Rung } from "@freehold/catalogue";
import { FreeholdError, isFreeholdError } from "@freehold/model";
import { accountTarget } from "../../app/accounts/account-target.ts";
import type { CloudTarget } from "../../app/accounts/clouds-port.ts";
import type { AppContext } from "../../app/context.ts";
import type { TenantRow } from "../../db/entities/tenant.ts";
import type { JobContext } from "../runner/context.ts";
import type { Step } from "../runner/step.ts";

/**
 * Asks the cloud, before anything is ordered, whether it would take the order: what is wrong with a token or a setting is said by its
 * name, and what is sold out is not tried.
 */
export const checkCloud: Step<JobContext> = {
  name: "check-cloud",
  // Nothing to undo: it only asks.
  async run({ app, operation, tenant }) {
    // A slot's host is there, and was found to have room when the slot was reserved.
    if (tenant.hostId !== null) return;
    const rung = rungOf(tenant);
    // A resumed create may have its machine already: then it does not matter what is sold.
    if (rung === undefined || operation.attempts > 1 || app.clouds.isGone(tenant.accountId)) return;
    await assertOrderable(app, await accountTarget(app, tenant), rung);
  },
};

/** Asks a cloud whether it would take an order now. @throws FreeholdError that names what is wrong with the account, or `cloud_capacity` */
export async function assertOrderable(app: AppContext, target: CloudTarget, rung: Rung): Promise<void> {
  // First what is wrong with the account, because no other place would be better.
  await app.probe.assertReady(target, rung, "job").catch(ignoreRateLimit);
  await assertOffered(app, target, rung);
}

/** Where a tenant is to be, and on what; undefined for one whose machine type nobody recorded. */
export function rungOf({ cloud, region, machineType }: TenantRow): Rung | undefined {
  return machineType === null ? undefined : { cloud, region, machineType };
}

async function assertOffered(app: AppContext, target: CloudTarget, rung: Rung): Promise<void> {
  const { cloud, region, machineType } = rung;
  const { offer, source, asOf } = await app.offers.of(target, region, "wait");
  const place = findPlace(offer, region, machineType);
  if (place?.available || source === "catalogue") return;
  const what = place === undefined ? `does not sell ${machineType}` : `has no ${machineType} left`;
  throw new FreeholdError("cloud_capacity", `${cloud} ${what} in ${region} (asked ${asOf.toISOString()})`);
}

/** Then nobody knows, and the engine has more patience. */
function ignoreRateLimit(error: unknown): void {
  if (isFreeholdError(error) && error.code === "cloud_rate_limited") return;
  throw error;
}
