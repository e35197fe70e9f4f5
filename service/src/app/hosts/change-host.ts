import type { Host } from "@freehold/model";
import { changeHost as change, type HostChanges } from "../../db/hosts.ts";
import { assertOperator } from "../access/operator.ts";
import type { AppContext, Caller } from "../context.ts";
import { hostRowOf, readHost } from "./read-hosts.ts";

/**
 * Drains a host or ends that, and corrects what it has for tenants. Tenants who are there stay.
 *
 * @throws FreeholdError `forbidden`, `not_found`
 */
export async function changeHost(
  context: AppContext,
  caller: Caller,
  idOrName: string,
  changes: HostChanges,
): Promise<Host> {
  assertOperator(caller, "change a host");
  return context.db.transaction(async (em) => {
    const { id } = await hostRowOf(em, idOrName);
    await change(em, id, changes);
    return readHost(em, context, id);
  });
}
