import { findPlace, type Rung } from "@freehold/catalogue";
import { FreeholdError, isFreeholdError } from "@freehold/model";
import { accountTarget } from "../../app/accounts/account-target.ts";
import type { CloudTarget } from "../../app/accounts/clouds-port.ts";
import type { AppContext } from "../../app/context.ts";
import type { OperationContext } from "../runner/context.ts";
import type { Step } from "../runner/step.ts";
import type { StackPlace, StackSubject } from "./stack-subject.ts";

/**
 * The preflight check: asks the cloud, before anything is ordered, whether it would take the order: what is wrong with a token or a setting is said by its
 * name, and what is sold out is not tried.
 */
export function checkCloud<Context extends OperationContext>(subject: StackSubject<Context>): Step<Context> {
  return {
    name: "check-cloud",
    // Nothing to undo: it only asks.
    async run(context) {
      const { app, operation } = context;
      const place = subject.place(context);
      const rung = rungOf(place);
      // A resumed create may have its machine already: then it does not matter what is sold.
      if (rung === undefined || operation.attempts > 1 || app.clouds.isGone(place.accountId)) return;
      await assertOrderable(app, await accountTarget(app, place), rung);
    },
  };
}

/** What would be ordered; undefined where nobody recorded it. A slot's host is there, and was found to have room when the slot was reserved. */
function rungOf({ cloud, region, machineType, hostId }: StackPlace): Rung | undefined {
  return machineType === null || hostId != null ? undefined : { cloud, region, machineType };
}

async function assertOrderable(app: AppContext, target: CloudTarget, rung: Rung): Promise<void> {
  // First what is wrong with the account, because no other place would be better.
  await app.probe.assertReady(target, rung, "job").catch(ignoreRateLimit);
  await assertOffered(app, target, rung);
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
