import type { Placement } from "@freehold/model";
import type { Em } from "../../db/kernel/em.ts";
import type { AppContext } from "../context.ts";
import type { PlacementChoice } from "../placement/choose-placement.ts";
import { hostTarget } from "../tenants/tenant-target.ts";
import { chooseHost, slotType } from "./choose-host.ts";

/** A slot costs its tenant's owner nothing that the catalogue knows: the host is paid for already. */
const NOTHING = { amount: 0, currency: "EUR" };

/**
 * Chooses the host of a slot, in the transaction of `em`, in which the slot must be written.
 *
 * @throws FreeholdError as {@link chooseHost}
 */
export async function chooseSlot(em: Em, context: AppContext, placement: Placement): Promise<PlacementChoice> {
  const host = await chooseHost(em, context, placement);
  const machineType = slotType(placement);
  return {
    rung: { cloud: placement.cloud, region: placement.region, machineType: machineType.name },
    machineType,
    target: hostTarget(context, host),
    hostId: host.id,
    price: { perHour: NOTHING, perMonth: NOTHING, contains: [] },
    available: true,
    warnings: [],
  };
}
