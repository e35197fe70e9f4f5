import type { MachineType, Money, Price } from "@freehold/catalogue";
import type { Placement, ResourceSummary, TenantSpec } from "@freehold/model";
import { findLiveTenantByName } from "../db/tenants.ts";
import { checkSignup } from "./check-signup.ts";
import { chooseFirstPlacement } from "./choose-placement.ts";
import type { AppContext, Caller } from "./context.ts";
import type { KnownOffer } from "./live-offers.ts";
import { nameTaken } from "./name-taken.ts";
import { readLadder } from "./placement-ladder.ts";
import { plannedResources } from "./planned-resources.ts";

/** What a signup would build and cost. */
export interface TenantPreview {
  /** The tenant's host name. */
  host: string;
  /** Where it would be built now, and on what. */
  placement: Placement;
  /** False: the cloud has no such machine now, and the tenant would wait for one. */
  available: boolean;
  machineType: Pick<MachineType, "name" | "cores" | "memoryGib" | "diskGib">;
  resources: ResourceSummary[];
  /** Before tax. */
  price: Price;
  costPerMonth: Money;
  /** Where prices and availability come from, and from when they are. */
  source: KnownOffer["source"];
  asOf: Date;
  warnings: string[];
}

/**
 * Tells what a signup would build, and asks the cloud whether it would take the order; writes and builds nothing.
 *
 * @throws FreeholdError as the signup itself would, and what would keep its operation from building
 */
export async function previewTenant(context: AppContext, caller: Caller, spec: TenantSpec): Promise<TenantPreview> {
  checkSignup(spec);
  const ladder = await readLadder(context, { ...spec, organization: caller.organization }, "wait");
  const em = context.db.em();
  const choice = await chooseFirstPlacement(em, context, ladder);
  const { rung, target, price, available, warnings } = choice;
  const taken = await findLiveTenantByName(em, target.zone, spec.name);
  if (taken !== null) throw nameTaken(spec.name, target.zone);
  await context.probe.assertReady(target, rung);
  const { name, cores, memoryGib, diskGib } = choice.machineType;
  const { source, asOf } = knownOf(ladder.offers.get(rung.cloud));
  return {
    host: `${spec.name}.${target.zone}`,
    placement: { ...spec.placement, ...rung },
    available,
    machineType: { name, cores, memoryGib, diskGib },
    resources: plannedResources(rung.cloud),
    price,
    costPerMonth: price.perMonth,
    source,
    asOf,
    warnings,
  };
}

function knownOf(known: KnownOffer | undefined): KnownOffer {
  if (known === undefined) throw new Error("a placement is chosen from an offer");
  return known;
}
