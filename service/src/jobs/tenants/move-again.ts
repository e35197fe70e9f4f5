import { type ErrorCode, FreeholdError, isFreeholdError, type Waiting } from "@freehold/model";
import { reassignHost } from "../../app/hosts/reassign-host.ts";
import type { Failure } from "../../db/entities/failure.ts";
import { waitForNextTry } from "../../db/fallbacks.ts";
import { hostById, lockHosts } from "../../db/hosts.ts";
import { lockTenant, setTenantStatus, tenantById } from "../../db/tenants.ts";
import type { FallBack, JobContext } from "../runner/context.ts";
import { retryPause } from "../runner/retry-pause.ts";
import type { Step } from "../runner/step.ts";

/** With pauses of half an hour at last, a working day. */
const MOST_ROUNDS = 20;

/** A host that dies while a tenant is moved to it, or before, is exchanged for another one with room. */
export const findLivingHost: Step<JobContext> = {
  name: "find-host",
  // Nothing to undo: what was on a dead host is out of reach.
  async run(context) {
    const { app, tenant } = context;
    context.tenant = await app.db.transaction(async (em) => {
      const now = await lockTenant(em, tenant.id);
      await lockHosts(em);
      const host = now.hostId === null ? undefined : await hostById(em, now.hostId);
      if (host === undefined || host.deadSince === null) return now;
      const found = await reassignHost(em, app, host, now);
      if (isFreeholdError(found)) throw found;
      return tenantById(em, tenant.id);
    });
  },
};

/** How a move continues after a failure: its tenant is down, so it is tried again and again, with longer and longer pauses. */
export const moveLater: FallBack = {
  appliesTo: () => true,
  async next(context, failure) {
    const { app, lease, operation, tenant } = context;
    const waiting = waitingFor(context, failure);
    if (waiting.rounds > MOST_ROUNDS) throw givenUp(failure);
    return app.db.transaction(async (em) => {
      if (!(await waitForNextTry(em, lease, waiting))) return "lost";
      const { code, reason, nextStep } = waiting;
      await setTenantStatus(em, tenant.id, "degraded", { failure: { code, reason, nextStep } });
      await app.queue.send(em, operation.id, new Date(waiting.retryAt));
      return "waits";
    });
  },
};

function waitingFor({ app, operation }: JobContext, { code, reason }: Failure): Waiting {
  const now = app.now();
  const rounds = (operation.waiting?.rounds ?? 0) + 1;
  const retryAt = new Date(now.getTime() + retryPause(rounds, app.settings.capacityRetryMs)).toISOString();
  return {
    code,
    reason: `the tenant could not be moved to another host: ${reason}`,
    nextStep: "it is tried again by itself; POST /v1/tenants/{tenant}/retry tries at once",
    tried: [],
    rounds,
    since: operation.waiting?.since ?? now.toISOString(),
    retryAt,
  };
}

function givenUp({ code, reason }: Failure): FreeholdError {
  return new FreeholdError(code as ErrorCode, `${reason}; it was tried ${MOST_ROUNDS} times`, {
    nextStep: "put right what the reason names, then POST /v1/tenants/{tenant}/retry",
  });
}
