import type { InventoryTargets, RecoverRequest, RunRequest } from "@freehold/engine";
import { toStackConfig } from "@freehold/stack-tenant/contract";
import { openSettings, openTenantPassphrase } from "../app/sealed.ts";
import type { JobContext } from "./context.ts";

/** The tenant's stack as the engine is asked for it. */
export function tenantRun(context: JobContext, action: "up" | "destroy"): RunRequest {
  return {
    operationId: context.operation.id,
    program: "tenant",
    stack: context.tenant.id,
    action,
    config: tenantStackConfig(context, { protect: action === "up" }),
    passphrase: openTenantPassphrase(context.app.envelope, context.tenant),
    inventory: inventoryTargets(context),
  };
}

/** The recovery that makes the tenant's stack fit for what comes after an interrupted operation. */
export function tenantRecovery(context: JobContext, after: RecoverRequest["after"]): RecoverRequest {
  return {
    program: "tenant",
    stack: context.tenant.id,
    passphrase: openTenantPassphrase(context.app.envelope, context.tenant),
    after,
    inventory: inventoryTargets(context),
    otherHostsGone: context.operation.lapsedElsewhere,
  };
}

function tenantStackConfig(
  { app, tenant, operation }: JobContext,
  { protect }: { protect: boolean },
): RunRequest["config"] {
  const target = app.clouds.target(tenant.cloud);
  return toStackConfig({
    tenantId: tenant.id,
    name: tenant.name,
    organization: tenant.organization,
    operation: operation.id,
    template: tenant.template,
    cloud: tenant.cloud,
    region: tenant.region,
    size: tenant.size,
    zone: target.zone,
    zoneId: target.zoneId,
    ...(tenant.domain !== null && { domain: tenant.domain }),
    sshPort: target.sshPort,
    protect,
    tls: target.tls,
    ports: tenant.ports,
    settings: openSettings(app.envelope, tenant),
    providers: target.providers,
  });
}

function inventoryTargets({ app, tenant }: JobContext): InventoryTargets {
  return { tenantId: tenant.id, clouds: app.clouds.target(tenant.cloud).inventory };
}
