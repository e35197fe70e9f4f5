import { FreeholdError } from "@freehold/model";
import type { HostRow } from "../../db/entities/host.ts";
import { hostById } from "../../db/hosts.ts";
import { type AccountRef, accountTarget } from "../accounts/account-target.ts";
import type { CloudTarget } from "../accounts/clouds-port.ts";
import type { AppContext } from "../context.ts";
import { hostAccount } from "../hosts/host-connection.ts";

/**
 * Where a tenant is built: on its host, or in its account.
 *
 * @throws FreeholdError `cloud_not_configured` when the service has lost what opens it
 */
export async function tenantTarget(
  context: AppContext,
  tenant: AccountRef & { hostId?: string | null },
): Promise<CloudTarget> {
  if (tenant.hostId == null) return accountTarget(context, tenant);
  return hostTarget(context, await hostById(context.db.em(), tenant.hostId));
}

/** A host as stacks know it: an account of the cloud `docker`. */
export function hostTarget(context: AppContext, host: HostRow): CloudTarget {
  const account = hostAccount(context, host);
  if (account === undefined) throw lostHost(host);
  const reached = context.clouds.target(account);
  const target: CloudTarget = host.edge ? { ...reached, tls: "edge" } : reached;
  if (host.deadSince === null) return target;
  // What is on a dead host cannot be listed.
  return { ...target, inventory: target.inventory.filter(({ cloud }) => cloud !== "docker") };
}

function lostHost({ name }: HostRow): FreeholdError {
  return new FreeholdError(
    "cloud_not_configured",
    `the service's environment does not name the host "${name}" any more`,
    { nextStep: "name it in the environment again and start the service, or register it with POST /v1/hosts" },
  );
}
