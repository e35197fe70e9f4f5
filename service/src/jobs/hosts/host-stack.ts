import type { InventoryTargets, RecoverRequest, RunRequest } from "@freehold/engine";
import { toSharedHostStackConfig } from "@freehold/stack-shared-host/contract";
import { OPERATOR_ORGANIZATION } from "../../app/access/operator.ts";
import type { CloudTarget } from "../../app/accounts/clouds-port.ts";
import { openHostPassphrase } from "../../app/secrets/sealed.ts";
import type { HostOrderRow } from "../../db/entities/host-order.ts";
import type { HostJobContext } from "../runner/context.ts";
import { operationTarget } from "../runner/operation-target.ts";

/** The engine's name of a host's stack. */
export function hostStack({ stack }: HostOrderRow): { program: string; stack: string } {
  return { program: "shared-host", stack };
}

/** A host's stack as the engine is asked for it. */
export async function hostRun(context: HostJobContext, action: "up" | "destroy"): Promise<RunRequest> {
  const { app, operation, order } = context;
  const target = await operationTarget(context, order);
  return {
    ...hostStack(order),
    operationId: operation.id,
    action,
    config: hostConfig(context, target, action),
    passphrase: openHostPassphrase(app.envelope, order),
    inventory: inventoryTargets(order, target),
  };
}

/** The recovery that makes a host's stack fit for what comes after an interrupted operation. */
export async function hostRecovery(context: HostJobContext, after: "create" | "destroy"): Promise<RecoverRequest> {
  const { app, order } = context;
  return {
    ...hostStack(order),
    passphrase: openHostPassphrase(app.envelope, order),
    after,
    inventory: inventoryTargets(order, await operationTarget(context, order)),
    othersGone: true,
  };
}

function hostConfig(
  { order, operation }: HostJobContext,
  { zone, sshPort, sshAllowedFrom, providers }: CloudTarget,
  action: "up" | "destroy",
): RunRequest["config"] {
  const { stack, cloud, region, size, certificates, email } = order;
  // A host has no name of its own: its tenants' names lead to it.
  const { cloudflare: _cloudflare, aws: _route53, ...machines } = providers;
  return toSharedHostStackConfig({
    ...{ hostId: stack, organization: OPERATOR_ORGANIZATION, operation: operation.id, cloud, region, size },
    ...{ zone, sshPort, tls: certificates, providers: machines, protect: action === "up" },
    // Proxmox VE has no profiles: each machine has a firewall of its own.
    ...(cloud === "proxmox" && { sshAllowedFrom }),
    ...(email !== null && { email }),
  });
}

function inventoryTargets({ stack }: HostOrderRow, { inventory }: CloudTarget): InventoryTargets {
  return { tenantId: stack, clouds: inventory.filter(({ cloud }) => cloud !== "cloudflare" && cloud !== "route53") };
}
