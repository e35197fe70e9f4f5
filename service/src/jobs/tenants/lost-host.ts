import type { RecoverRequest } from "@freehold/engine";
import { ALL_RESOURCE_KINDS } from "@freehold/model";
import { openTenantPassphrase } from "../../app/secrets/sealed.ts";
import type { HostRow } from "../../db/entities/host.ts";
import type { TenantRow } from "../../db/entities/tenant.ts";
import { abandonedSlotsOf } from "../../db/host-slots.ts";
import { hostById } from "../../db/hosts.ts";
import type { Em } from "../../db/kernel/em.ts";
import type { JobContext } from "../runner/context.ts";
import { tenantRecovery, tenantStack } from "./tenant-stack.ts";

/** What of a tenant's stack is on its host. Names, secrets and keys are elsewhere and stay. */
const ON_THE_HOST = [
  ...ALL_RESOURCE_KINDS.filter(({ cloud, role }) => cloud === "docker" || role === "command").flatMap(
    ({ tokens }) => tokens,
  ),
  "pulumi:providers:docker",
];

/** Hosts that something of a tenant is on and that cannot be asked: its own when that is dead, and those that it was moved off. */
export async function hostsOutOfReach(em: Em, tenant: TenantRow): Promise<HostRow[]> {
  if (tenant.hostId === null) return [];
  const own = await hostById(em, tenant.hostId);
  const left = await Promise.all((await abandonedSlotsOf(em, tenant.id)).map(({ hostId }) => hostById(em, hostId)));
  return own.deadSince === null ? left : [own, ...left];
}

/**
 * Makes the tenant's stack forget what it had on a host that is gone, and removes what an earlier attempt left on the host that
 * it has now. The stack's next `up` recreates all of it there.
 */
export async function forgetLostHost(context: JobContext): Promise<void> {
  const { app, engine, tenant } = context;
  const recovery = await tenantRecovery(context, "update");
  await engine.recover({ ...recovery, ...onlyFrom(recovery, (cloud) => cloud !== "docker") });
  const passphrase = openTenantPassphrase(app.envelope, tenant);
  await engine.forget({ ...tenantStack(tenant), passphrase, types: ON_THE_HOST });
  await engine.recover({ ...recovery, after: "create", ...onlyFrom(recovery, (cloud) => cloud === "docker") });
}

/** The clouds that are meant, of those that are asked. */
function onlyFrom(
  { inventory }: RecoverRequest,
  isMeant: (cloud: string) => boolean,
): Pick<RecoverRequest, "inventory"> {
  if (inventory === undefined) return {};
  return { inventory: { ...inventory, clouds: inventory.clouds.filter(({ cloud }) => isMeant(cloud)) } };
}
