import { REMOVING } from "@freehold/engine";
import { TENANT_PARAMS } from "../../app/operations/operation-params.ts";
import { endApprovalsOf } from "../../db/approvals.ts";
import type { HostRow } from "../../db/entities/host.ts";
import { forgetHeartbeatKey } from "../../db/heartbeats.ts";
import { abandonSlot, releaseSlot } from "../../db/host-slots.ts";
import { forgetSettingsAsked } from "../../db/operations.ts";
import { releasePorts } from "../../db/ports.ts";
import { dropDomainsOf } from "../../db/tenant-domains.ts";
import { setTenantStatus } from "../../db/tenants.ts";
import { type JobContext, mayBeBehind, type OperationJob } from "../runner/context.ts";
import { destroySteps } from "../stacks/destroy-steps.ts";
import { forgetLostHost, hostsOutOfReach } from "./lost-host.ts";
import { switchOff } from "./switch-off.ts";
import { tenantSubject } from "./tenant-stack.ts";

const steps = destroySteps<JobContext>(tenantSubject, {
  isForgotten: ({ operation }) => operation.params?.forget !== undefined,
  async giveUpLost(context) {
    const lost = await hostsOutOfReach(context.app.db.em(), context.tenant);
    if (lost.length === 0) return;
    await forgetLostHost(context);
    context.notice = leftBehind(lost);
  },
  mayBeBehind: (context) => mayBeBehind(context) || context.tenant.status !== "active",
  switchOff,
});

/** Takes a tenant down, and frees what it had: its name, slot, ports and domains. */
export const destroyTenantJob: OperationJob = {
  status: "destroying",
  kind: "destroy",
  params: TENANT_PARAMS.destroy,
  stages: REMOVING,
  uses: { engine: true, template: false, machine: false },
  steps,
  async succeed(em, context) {
    const { app, tenant } = context;
    const lives = (await hostsOutOfReach(em, tenant)).every(({ id }) => id !== tenant.hostId);
    await (lives ? releaseSlot(em, tenant.id) : abandonSlot(em, tenant.id));
    await endApprovalsOf(em, tenant.id);
    await releasePorts(em, tenant.id);
    await forgetSettingsAsked(em, tenant.id);
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

function leftBehind(hosts: readonly HostRow[]): string {
  const names = hosts.map(({ name }) => `"${name}"`).join(", ");
  return `what the tenant had on ${names}, which did not answer, is still there; it is removed when the host is back`;
}
