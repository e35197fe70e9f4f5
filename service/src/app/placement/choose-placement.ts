import {
  type ItemizedPrice,
  isSameRung,
  type MachineType,
  priceOf,
  type Rung,
  type RungOffer,
} from "@freehold/catalogue";
import { isFreeholdError } from "@freehold/model";
import type { TriedPlacement } from "../../db/entities/operation.ts";
import type { Em } from "../../db/kernel/em.ts";
import type { CloudTarget } from "../accounts/clouds-port.ts";
import type { AppContext } from "../context.ts";
import { chooseAccount } from "./choose-account.ts";
import type { PlacementLadder } from "./placement-ladder.ts";

/** Where a tenant is to be built, on what, in which account and for how much. */
export interface PlacementChoice {
  rung: Rung;
  machineType: MachineType;
  target: CloudTarget;
  /** The shared host that has the slot. @default - it gets a machine of its own */
  hostId?: string;
  /** Of the machine with its public IPv4 address. */
  price: ItemizedPrice;
  /** False when the cloud says that it has none there now: the tenant waits for it. */
  available: boolean;
  warnings: string[];
}

/**
 * Takes the first rung of a ladder that was not tried, that has machines, and at whose cloud an account has room. The account is chosen in
 * the transaction of `em`, in which the tenant must be written.
 *
 * @param tried In vain. An account whose limit was reached is not taken again; at a place that had no machines no account is.
 * @returns undefined when all were tried or have nothing now
 */
export async function choosePlacement(
  em: Em,
  context: AppContext,
  ladder: PlacementLadder,
  tried: readonly TriedPlacement[] = [],
): Promise<PlacementChoice | undefined> {
  const full = tried.filter(isQuota).map(({ accountId }) => accountId);
  const refused = tried.filter((each) => !isQuota(each));
  const open = ladder.rungs.filter(
    ({ rung, place }) => place.available && !refused.some((each) => isSameRung(each, rung)),
  );
  for (const candidate of open) {
    const target = await accountFor(em, context, ladder, candidate, full);
    if (target !== undefined) return choiceOf(ladder, candidate, target);
  }
  return undefined;
}

/**
 * As {@link choosePlacement} for a signup: when no place has machines now it is the first one, and the tenant waits for it.
 *
 * @throws FreeholdError as {@link chooseAccount} when no account has room
 */
export async function chooseFirstPlacement(
  em: Em,
  context: AppContext,
  ladder: PlacementLadder,
): Promise<PlacementChoice> {
  const choice = await choosePlacement(em, context, ladder);
  if (choice !== undefined) return choice;
  const [first] = ladder.rungs;
  if (first === undefined) throw new Error("a ladder has at least one rung");
  const { organization, template } = ladder.request;
  const target = await chooseAccount(em, context, { cloud: first.rung.cloud, organization, template });
  return choiceOf(ladder, first, target);
}

function isQuota({ code }: TriedPlacement): boolean {
  return code === "cloud_quota_reached";
}

/** Undefined when no account of the cloud has room. */
async function accountFor(
  em: Em,
  context: AppContext,
  { request: { organization, template, placement }, ownElsewhere }: PlacementLadder,
  { rung: { cloud } }: RungOffer,
  excluding: readonly string[],
): Promise<CloudTarget | undefined> {
  try {
    const ownOnly = ownElsewhere && cloud !== placement.cloud;
    return await chooseAccount(em, context, { cloud, organization, template, ownOnly, excluding });
  } catch (error) {
    if (isFreeholdError(error)) return undefined;
    throw error;
  }
}

function choiceOf(ladder: PlacementLadder, { rung, place }: RungOffer, target: CloudTarget): PlacementChoice {
  const known = ladder.offers.get(rung.cloud);
  if (known === undefined) throw new Error(`the ladder has a rung at ${rung.cloud} and no offer of it`);
  const { cloud, region, size } = ladder.request.placement;
  const isElsewhere = rung.cloud !== cloud || rung.region !== region;
  const moved = `no machine for size ${size} is left at ${cloud} in ${region}: it goes to ${rung.cloud} in ${rung.region}`;
  return {
    rung,
    machineType: place.machineType,
    target,
    price: priceOf(known.offer, place),
    available: place.available,
    warnings: isElsewhere ? [...ladder.warnings, moved] : ladder.warnings,
  };
}
