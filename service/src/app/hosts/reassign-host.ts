import type { TemplateRelease } from "@freehold/components/templates";
import { type FreeholdError, isFreeholdError } from "@freehold/model";
import type { HostRow } from "../../db/entities/host.ts";
import type { TenantRow } from "../../db/entities/tenant.ts";
import { abandonSlot, holdSlot } from "../../db/host-slots.ts";
import type { Em } from "../../db/kernel/em.ts";
import { releasePorts, reservePorts } from "../../db/ports.ts";
import { reassignTenant } from "../../db/tenants.ts";
import type { AppContext } from "../context.ts";
import { tenantRelease, wantedPorts } from "../tenants/templates.ts";
import { chooseHost, slotNeeds } from "./choose-host.ts";

/**
 * Gives the tenant of a dead host a slot on another one. From here on it belongs to that, also when the old one comes back. The caller holds the
 * tenant's row and the lock of the hosts.
 *
 * @returns The new host, or why there is none: `host_capacity`, or `template_not_available` for a template that is not there any more; then
 * nothing was written
 */
export async function reassignHost(
  em: Em,
  context: AppContext,
  host: HostRow,
  tenant: TenantRow,
): Promise<HostRow | FreeholdError> {
  const release = releaseOf(context, tenant);
  if (isFreeholdError(release)) return release;
  const found = await newHost(em, context, host, tenant);
  if (isFreeholdError(found)) return found;
  await abandonSlot(em, tenant.id);
  await holdSlot(em, { hostId: found.id, tenantId: tenant.id, ...slotNeeds(tenant) });
  await releasePorts(em, tenant.id);
  const ports = await reservePorts(em, found.id, tenant.id, wantedPorts(context.templates, release));
  await reassignTenant(em, tenant.id, { hostId: found.id, accountId: found.id, ports });
  return found;
}

function releaseOf({ templates }: AppContext, tenant: TenantRow): TemplateRelease | FreeholdError {
  try {
    return tenantRelease(templates, tenant);
  } catch (error) {
    if (isFreeholdError(error)) return error;
    throw error;
  }
}

async function newHost(
  em: Em,
  context: AppContext,
  { id, cloud, region }: HostRow,
  { size, machineType }: TenantRow,
): Promise<HostRow | FreeholdError> {
  try {
    return await chooseHost(em, context, { cloud, region, size, machineType, excluding: [id] });
  } catch (error) {
    if (isFreeholdError(error) && error.code === "host_capacity") return error;
    throw error;
  }
}
