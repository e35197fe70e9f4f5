import type { Em } from "../../db/kernel/em.ts";
import { lockOrganization } from "../../db/organizations.ts";
import type { AppContext, Caller } from "../context.ts";
import { unauthenticated } from "./find-caller.ts";
import { isStillValid } from "./is-still-valid.ts";

/**
 * Lets nobody else change the members and keys of the caller's organization until the transaction ends, and makes sure that the organization
 * and the caller's own key are still there: either may have gone, the key with its member, since the request was let in.
 *
 * @throws FreeholdError `unauthenticated`
 */
export async function lockAccess(em: Em, context: Pick<AppContext, "now">, caller: Caller): Promise<void> {
  const { removedAt } = await lockOrganization(em, caller.organization);
  if (removedAt === null && (await isStillValid(em, context, caller))) return;
  throw unauthenticated("the API key was revoked or has expired meanwhile");
}
