import { probeOf } from "@freehold/components/templates";
import { FreeholdError, type StackOutputs } from "@freehold/model";
import type { TenantRow } from "../../db/entities/tenant.ts";
import { findHostOrder } from "../../db/host-orders.ts";
import { hostById } from "../../db/hosts.ts";
import type { AppContext } from "../context.ts";
import { hostConnection } from "../hosts/host-connection.ts";
import type { HostConnection } from "../hosts/run-on-host.ts";
import { openSettings } from "../secrets/sealed.ts";
import { textSettings } from "../tenants/check-signup.ts";
import { knownRelease } from "../tenants/templates.ts";
import { tenantTarget } from "../tenants/tenant-target.ts";
import type { ExpectedTls, ReachTarget, WorkloadProbe } from "./reachability-port.ts";

/**
 * What is asked of a tenant with these outputs. Its name in the service's zone is what counts; a domain of the customer's own is not asked.
 *
 * @throws FreeholdError `cloud_not_configured` when the service has lost what opens its account
 */
export async function reachTarget(app: AppContext, tenant: TenantRow, outputs: StackOutputs): Promise<ReachTarget> {
  const { hostname } = new URL(outputs.url);
  return {
    url: outputs.url,
    addresses: outputs.dns.flatMap(({ name, type, value }) =>
      name === hostname && (type === "A" || type === "AAAA") ? [value] : [],
    ),
    tls: await expectedTls(app, tenant),
    probe: workloadProbe(app, tenant, outputs),
    machine: await machineConnection(app, tenant, outputs),
  };
}

/** The SSH server that leads to a tenant's machine, or to the host of its slot, where the service logs in with its own key. */
export async function machineConnection(
  app: AppContext,
  tenant: TenantRow,
  { machine, sshPrivateKey }: StackOutputs,
): Promise<HostConnection> {
  if (tenant.hostId === null) return { ...machine.ssh, privateKey: sshPrivateKey };
  const host = await hostById(app.db.em(), tenant.hostId);
  const connection = hostConnection(app, host);
  if (connection !== undefined) return connection;
  throw new FreeholdError("cloud_not_configured", `the service does not know how to reach the host "${host.name}"`);
}

async function expectedTls(app: AppContext, tenant: TenantRow): Promise<ExpectedTls> {
  const { tls } = await tenantTarget(app, tenant);
  switch (tls) {
    case "own":
      return "public";
    case "internal":
    case "none":
      return tls;
    case "edge": {
      const order = await findHostOrder(app.db.em(), tenant.hostId ?? "");
      return order?.certificates === "internal" ? "unchecked" : "public";
    }
  }
}

/** Of a tenant whose template is not there any more, or that says nothing of it, an answer is all that is expected. */
function workloadProbe(
  { templates, envelope }: Pick<AppContext, "templates" | "envelope">,
  tenant: TenantRow,
  { credentials }: StackOutputs,
): WorkloadProbe {
  const release = knownRelease(templates, tenant);
  const settings = textSettings(openSettings(envelope, tenant));
  return (release && probeOf(release, { credentials, settings })) ?? { path: "/", headers: {} };
}
