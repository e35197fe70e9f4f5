import { FreeholdError, type Host } from "@freehold/model";
import { loadByHost } from "../db/host-slots.ts";
import { changeHost as change, deleteHost, type HostChanges, lockHosts } from "../db/hosts.ts";
import type { AppContext, Caller } from "./context.ts";
import { assertOperator } from "./operator.ts";
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

/**
 * Forgets a host. The machine itself is left as it is.
 *
 * @throws FreeholdError `forbidden`, `not_found`, and `host_in_use` while tenants live on it or what they left is still to be removed
 */
export async function forgetHost(context: AppContext, caller: Caller, idOrName: string): Promise<Host> {
  assertOperator(caller, "forget a host");
  return context.db.transaction(async (em) => {
    await lockHosts(em);
    const row = await hostRowOf(em, idOrName);
    const { id, name } = row;
    const held = (await loadByHost(em)).get(id)?.slots ?? 0;
    if (held > 0) throw inUse(name, held);
    if (context.clouds.accounts("docker").some((account) => account.id === id)) throw configured(name);
    const host = await readHost(em, context, id);
    await deleteHost(em, id);
    return host;
  });
}

function inUse(name: string, held: number): FreeholdError {
  return new FreeholdError("host_in_use", `host "${name}" cannot be forgotten: ${held} slots on it are in use`, {
    nextStep:
      "drain it with PATCH /v1/hosts/{id}, destroy the tenants that GET /v1/hosts/{id}/slots lists, then forget it",
  });
}

function configured(name: string): FreeholdError {
  return new FreeholdError("host_in_use", `host "${name}" is part of the service's configuration`, {
    nextStep: "take it out of the service's environment, or drain it with PATCH /v1/hosts/{id}",
  });
}
