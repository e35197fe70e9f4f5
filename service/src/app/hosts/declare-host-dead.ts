import { FreeholdError, type Host } from "@freehold/model";
import type { HostRow } from "../../db/entities/host.ts";
import { declareHostDead as declareDead, lockHosts } from "../../db/hosts.ts";
import { assertOperator } from "../access/operator.ts";
import type { AppContext, Caller } from "../context.ts";
import { failOver } from "./fail-over.ts";
import { hostRowOf, readHost } from "./read-hosts.ts";

/**
 * Gives a host up that does not work any more and is not silent: its tenants are moved, without the data that they had there. Declared again, it
 * moves those who could not be moved yet.
 *
 * @param name The host's name, typed once more
 * @throws FreeholdError `forbidden`, `not_found`, `invalid_request` for another name, and `host_answers` for a host with which nothing is wrong
 */
export async function declareHostDead(
  context: AppContext,
  caller: Caller,
  idOrName: string,
  name: string,
): Promise<{ host: Host; operations: string[] }> {
  assertOperator(caller, "declare a host dead");
  const row = await context.db.transaction(async (em) => {
    await lockHosts(em);
    const host = await hostRowOf(em, idOrName);
    if (host.name !== name) throw otherName(host, name);
    if (host.deadSince === null && host.trouble === null) throw answers(host);
    await declareDead(em, host.id, caller.keyId);
    return hostRowOf(em, host.id);
  });
  const { moving } = await failOver(context, row);
  return { host: await readHost(context.db.em(), context, row.id), operations: moving };
}

function otherName({ name: expected }: HostRow, got: string): FreeholdError {
  return new FreeholdError("invalid_request", `the name typed is not that of the host`, {
    errors: [{ pointer: "/name", detail: `must be the host's name, "${expected}", got "${got}"` }],
    nextStep: "type the host's name: its tenants lose the data that they have there",
  });
}

function answers({ name, checkedAt }: HostRow): FreeholdError {
  const when =
    checkedAt === null ? "it was not checked yet" : `the check at ${checkedAt.toISOString()} found nothing wrong`;
  return new FreeholdError("host_answers", `host "${name}" is not declared dead: ${when}`, {
    nextStep: "drain it with PATCH /v1/hosts/{id} to keep new tenants off it",
  });
}
