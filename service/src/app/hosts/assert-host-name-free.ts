import { FreeholdError } from "@freehold/model";
import { findHostOrder } from "../../db/host-orders.ts";
import { findHost, lockHosts } from "../../db/hosts.ts";
import type { Em } from "../../db/kernel/em.ts";

/**
 * Makes sure that no host has a name, and that none gets it before the transaction ends.
 *
 * @throws FreeholdError `invalid_request`
 */
export async function assertHostNameFree(em: Em, name: string): Promise<void> {
  await lockHosts(em);
  const isTaken = (await findHost(em, name)) !== null || (await findHostOrder(em, name)) !== null;
  if (!isTaken) return;
  throw new FreeholdError("invalid_request", `a host named "${name}" is registered already`, {
    errors: [{ pointer: "/name", detail: `must be unique among the hosts, got "${name}"` }],
    nextStep: "choose another name, or take the host that has it away with DELETE /v1/hosts/{id}",
  });
}
