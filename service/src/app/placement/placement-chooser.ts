import type { Em } from "../../db/kernel/em.ts";
import type { AppContext } from "../context.ts";
import { isSlot } from "../hosts/choose-host.ts";
import { chooseSlot } from "../hosts/choose-slot.ts";
import { chooseFirstPlacement, type PlacementChoice } from "./choose-placement.ts";
import { type PlacementLadder, type PlacementRequest, readLadder } from "./placement-ladder.ts";

/** How the place of one signup is chosen. */
export interface PlacementChooser {
  /** Chooses in the transaction that writes the tenant; what the clouds must be asked for was asked before. */
  choose(em: Em): Promise<PlacementChoice>;
  /** What the clouds sell. @default - a slot's host is chosen where it is reserved: what is sold does not matter */
  ladder?: PlacementLadder;
}

/** Call it outside of transactions: it may ask the clouds. @throws FreeholdError as {@link readLadder} */
export async function placementChooser(
  context: AppContext,
  request: PlacementRequest,
  freshness: "wait" | "known",
): Promise<PlacementChooser> {
  if (isSlot(request.placement)) return { choose: (em) => chooseSlot(em, context, request.placement) };
  const ladder = await readLadder(context, request, freshness);
  return { ladder, choose: (em) => chooseFirstPlacement(em, context, ladder) };
}
