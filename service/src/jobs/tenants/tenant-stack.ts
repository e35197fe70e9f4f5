import type { ObservedItem } from "@freehold/clouds";
import type { InventoryTargets, RecoverRequest, RunRequest, StackTarget } from "@freehold/engine";
import { toStackConfig } from "@freehold/stack-tenant/contract";
import type { CloudTarget } from "../../app/accounts/clouds-port.ts";
import { imageForMachine } from "../../app/accounts/golden-image.ts";
import { heartbeatOf } from "../../app/heartbeats/heartbeat-key.ts";
import {
  openSettings,
  openSettingsAsked,
  openTenantPassphrase,
  type TenantSettings,
} from "../../app/secrets/sealed.ts";
import { mergeSettings } from "../../app/tenants/change-settings.ts";
import { knownRelease } from "../../app/tenants/templates.ts";
import { findGoldenImage } from "../../db/golden-images.ts";
import type { JobContext } from "../runner/context.ts";
import { recoverRequest, runRequest } from "../stacks/stack-requests.ts";
import type { StackAction, StackSubject } from "../stacks/stack-subject.ts";
import { templateVersionOf } from "./template-version.ts";

/** The engine's name of a tenant's stack. */
export function tenantStack({ id }: { id: string }): StackTarget {
  return { program: "tenant", stack: id };
}

/** What the state of the tenant's stack has at the clouds; nothing where there is no state. */
export function expectedResourcesOf({
  app,
  engine,
  tenant,
}: Pick<JobContext, "app" | "engine" | "tenant">): Promise<ObservedItem[]> {
  return engine.expectedResources(tenantStack(tenant), openTenantPassphrase(app.envelope, tenant));
}

/** A tenant, as it is built, changed and taken down. */
export const tenantSubject: StackSubject<JobContext> = {
  noun: "tenant",
  place: ({ tenant }) => tenant,
  stack: ({ tenant }) => tenantStack(tenant),
  passphrase: ({ app, tenant }) => openTenantPassphrase(app.envelope, tenant),
  config: tenantConfig,
  inventory: inventoryTargets,
};

/** As {@link runRequest}. */
export function tenantRun(
  context: JobContext,
  action: StackAction,
  options: { protect?: boolean } = {},
): Promise<RunRequest> {
  return runRequest(tenantSubject, context, action, options);
}

/** As {@link recoverRequest}. */
export function tenantRecovery(context: JobContext, after: RecoverRequest["after"]): Promise<RecoverRequest> {
  return recoverRequest(tenantSubject, context, after);
}

async function tenantConfig(
  context: JobContext,
  target: CloudTarget,
  { action, protect }: { action: StackAction; protect: boolean },
): Promise<RunRequest["config"]> {
  const { app, tenant, operation } = context;
  const templateVersion = await templateVersionOf(context, tenantStack(tenant), action);
  const heartbeat = target.cloud === "docker" ? undefined : await heartbeatOf(app, tenant.id);
  const image = imageForMachine(await findGoldenImage(app.db.em(), tenant.accountId), tenant.cloud, tenant.region);
  return toStackConfig({
    tenantId: tenant.id,
    name: tenant.name,
    organization: tenant.organization,
    operation: operation.id,
    template: tenant.template,
    templates: [...app.templateFolders],
    // What a destroy takes is in the state.
    withoutWorkload: action === "destroy" && knownRelease(app.templates, tenant) === undefined,
    ...(templateVersion !== undefined && { templateVersion }),
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
    ports: { ...tenant.ports },
    databaseAllowedFrom: tenant.databaseAllowedFrom ?? [],
    settings: settingsFor(context),
    ...(heartbeat !== undefined && { heartbeat }),
    providers: target.providers,
  });
}

/** Those that the operation brings about, over the tenant's own. */
function settingsFor({ app, operation, tenant }: JobContext): TenantSettings {
  const asked = openSettingsAsked(app.envelope, operation);
  return mergeSettings(openSettings(app.envelope, tenant), asked ?? {});
}

function inventoryTargets({ tenant }: JobContext, { inventory, zone }: CloudTarget): InventoryTargets {
  // A zone at Route 53 is read whole unless it is given where the tenant's names are.
  const under = `${tenant.name}.${zone}`;
  return {
    tenantId: tenant.id,
    clouds: inventory.map((access) => (access.cloud === "route53" ? { ...access, under } : access)),
  };
}
