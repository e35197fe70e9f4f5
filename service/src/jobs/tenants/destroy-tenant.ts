import { openTenantPassphrase } from "../../app/secrets/sealed.ts";
import { endApprovalsOf } from "../../db/approvals.ts";
import type { HostRow } from "../../db/entities/host.ts";
import { forgetHeartbeatKey } from "../../db/heartbeats.ts";
import { abandonSlot, releaseSlot } from "../../db/host-slots.ts";
import { releasePorts } from "../../db/ports.ts";
import { dropDomainsOf } from "../../db/tenant-domains.ts";
import { setTenantStatus } from "../../db/tenants.ts";
import { type JobContext, mayBeBehind, type OperationJob } from "../runner/context.ts";
import type { Step } from "../runner/step.ts";
import { clearProtection } from "../stacks/clear-protection.ts";
import { forgetLostHost, hostsOutOfReach } from "./lost-host.ts";
import { switchOff } from "./switch-off.ts";
import { tenantRecovery, tenantRun, tenantStack } from "./tenant-stack.ts";

const tearDown: Step<JobContext> = {
  name: "tear-down",
  async run(context) {
    const { app, engine, tenant, progress, signal } = context;
    // What was in a sandbox that ended, ended with it: there is nothing to ask and nothing to remove.
    if (app.clouds.isGone(tenant.accountId) || isForgotten(context)) return;
    const target = tenantStack(tenant);
    const lost = await hostsOutOfReach(app.db.em(), tenant);
    if (lost.length > 0) {
      await forgetLostHost(context);
      context.notice = leftBehind(lost);
    }
    const interrupted = mayBeBehind(context) || tenant.status !== "active";
    if (interrupted || !(await engine.stackExists(target)))
      await engine.recover(await tenantRecovery(context, "destroy"));
    if (!(await engine.stackExists(target))) return;
    await clearProtection(context, target, openTenantPassphrase(app.envelope, tenant));
    const request = await tenantRun(context, "destroy");
    await switchOff(context, request);
    const result = await engine.run(request, { onEvent: progress.onEngineEvent, signal });
    progress.setResources(result.resources);
  },
};

const removeStack: Step<JobContext> = {
  name: "remove-stack",
  async run(context) {
    const { app, engine, tenant } = context;
    const passphrase = openTenantPassphrase(app.envelope, tenant);
    const cloudIsGone = app.clouds.isGone(tenant.accountId) || isForgotten(context);
    await engine.removeStack(tenantStack(tenant), passphrase, { cloudIsGone });
  },
};

/** Takes a tenant down. A step that fails leaves the rest for the next destroy: there is no way back. */
export const destroyTenantJob: OperationJob = {
  status: "destroying",
  action: "destroy",
  steps: [tearDown, removeStack],
  async succeed(em, context) {
    const { app, tenant } = context;
    const lives = (await hostsOutOfReach(em, tenant)).every(({ id }) => id !== tenant.hostId);
    await (lives ? releaseSlot(em, tenant.id) : abandonSlot(em, tenant.id));
    await endApprovalsOf(em, tenant.id);
    await releasePorts(em, tenant.id);
    await dropDomainsOf(em, tenant.id);
    await forgetHeartbeatKey(em, tenant.id);
    await setTenantStatus(em, tenant.id, "destroyed", {
      url: null,
      failure: null,
      settingsSealed: null,
      outputsSealed: null,
      passphraseSealed: null,
      destroyedAt: app.now(),
    });
  },
  async fail(em, { tenant }, failure) {
    await setTenantStatus(em, tenant.id, "failed", { failure });
  },
};

/** What the tenant has at the clouds stays there: sweeps find it, as nobody's. */
function isForgotten({ operation }: JobContext): boolean {
  return operation.params?.forget !== undefined;
}

function leftBehind(hosts: readonly HostRow[]): string {
  const names = hosts.map(({ name }) => `"${name}"`).join(", ");
  return `what the tenant had on ${names}, which did not answer, is still there; it is removed when the host is back`;
}
