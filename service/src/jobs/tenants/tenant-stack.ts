import type { ObservedItem } from "@freehold/clouds";
import type { InventoryTargets, RecoverRequest, RunRequest, StackTarget } from "@freehold/engine";
import { toStackConfig } from "@freehold/stack-tenant/contract";
import type { CloudTarget } from "../../app/accounts/clouds-port.ts";
import { imageForMachine } from "../../app/accounts/golden-image.ts";
import { heartbeatOf } from "../../app/heartbeats/heartbeat-key.ts";
import { openSettings, openTenantPassphrase } from "../../app/secrets/sealed.ts";
import { findGoldenImage } from "../../db/golden-images.ts";
import type { JobContext } from "../runner/context.ts";
import { operationTarget } from "../runner/operation-target.ts";

/** The engine's name of a tenant's stack. */
export function tenantStack({ id }: { id: string }): StackTarget {
  return { program: "tenant", stack: id };
}

/** What the state of the tenant's stack has at the clouds; nothing where there is no state. */
export function tenantHoldings({
  app,
  engine,
  tenant,
}: Pick<JobContext, "app" | "engine" | "tenant">): Promise<ObservedItem[]> {
  return engine.holdings(tenantStack(tenant), openTenantPassphrase(app.envelope, tenant));
}

/** A preview foresees what is protected, too: only what is carried out must not touch it. */
type TenantAction = "up" | "destroy" | "preview";

/**
 * The tenant's stack as the engine is asked for it.
 *
 * @param protect Whether its resources refuse to be deleted. @default - true for an `up`
 */
export async function tenantRun(
  context: JobContext,
  action: TenantAction,
  { protect = action === "up" }: { protect?: boolean } = {},
): Promise<RunRequest> {
  const { app, tenant } = context;
  const target = await operationTarget(context, tenant);
  return {
    operationId: context.operation.id,
    ...tenantStack(tenant),
    action,
    config: tenantStackConfig(context, target, {
      action,
      protect,
      heartbeat: target.cloud === "docker" ? undefined : await heartbeatOf(app, tenant.id),
      image: imageForMachine(await findGoldenImage(app.db.em(), tenant.accountId), tenant.cloud, tenant.region),
    }),
    passphrase: openTenantPassphrase(context.app.envelope, context.tenant),
    inventory: inventoryTargets(context, target),
  };
}

/** The recovery that makes the tenant's stack fit for what comes after an interrupted operation. */
export async function tenantRecovery(context: JobContext, after: RecoverRequest["after"]): Promise<RecoverRequest> {
  const target = await operationTarget(context, context.tenant);
  return {
    ...tenantStack(context.tenant),
    passphrase: openTenantPassphrase(context.app.envelope, context.tenant),
    after,
    inventory: inventoryTargets(context, target),
    othersGone: true,
  };
}

interface StackChoices {
  action: TenantAction;
  protect: boolean;
  image: string | undefined;
  heartbeat: { url: string; key: string } | undefined;
}

function tenantStackConfig(
  { app, tenant, operation }: JobContext,
  target: CloudTarget,
  { action, protect, image, heartbeat }: StackChoices,
): RunRequest["config"] {
  return toStackConfig({
    tenantId: tenant.id,
    name: tenant.name,
    organization: tenant.organization,
    operation: operation.id,
    template: tenant.template,
    // A slot is made by Docker, whoever owns the machine.
    cloud: target.cloud,
    region: tenant.region,
    size: tenant.size,
    ...(tenant.machineType !== null && { serverType: tenant.machineType, keepServerType: true }),
    ...(image !== undefined && { image }),
    zone: target.zone,
    ...(target.zoneId !== undefined && { zoneId: target.zoneId }),
    dnsProvider: target.dnsProvider,
    ...(tenant.domain !== null && { domain: tenant.domain }),
    sshPort: target.sshPort,
    // Proxmox VE has no profiles: each machine has a firewall of its own.
    ...(target.cloud === "proxmox" && { sshAllowedFrom: target.sshAllowedFrom }),
    protect,
    ignoreTaken: action === "destroy",
    tls: target.tls,
    ports: tenant.ports,
    settings: openSettings(app.envelope, tenant),
    ...(heartbeat !== undefined && { heartbeat }),
    providers: target.providers,
  });
}

function inventoryTargets({ tenant }: JobContext, { inventory, zone }: CloudTarget): InventoryTargets {
  // A zone at Route 53 is read whole unless it is told where the tenant's names are.
  const under = `${tenant.name}.${zone}`;
  return {
    tenantId: tenant.id,
    clouds: inventory.map((access) => (access.cloud === "route53" ? { ...access, under } : access)),
  };
}
