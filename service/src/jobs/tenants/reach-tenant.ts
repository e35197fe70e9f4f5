import { setTimeout as sleep } from "node:timers/promises";
import type { StackOutputs } from "@freehold/model";
import { conditionsAfter } from "../../app/reachability/conditions-after.ts";
import { reachTarget } from "../../app/reachability/reach-target.ts";
import type { Reached } from "../../app/reachability/reachability-port.ts";
import { lockTenant, setConditions } from "../../db/tenants.ts";
import type { JobContext } from "../runner/context.ts";
import type { Step } from "../runner/step.ts";

/** Longest pause between two checks, in multiples of the first. */
const LONGEST = 15;

/**
 * Waits until the tenant is reached: by its name, over its certificate, by its template's probe. What is not reached in time is no reason
 * to take anything back: the machine stays, and the tenant is degraded until it is reached.
 */
export const reachTenant: Step<JobContext> = {
  name: "reach-tenant",
  stage: "verify",
  // Nothing to undo: it only asks.
  async run(context) {
    const { app, outputs, signal, tenant } = context;
    if (outputs === undefined || app.clouds.isGone(tenant.accountId)) return;
    const { giveUpMs, pauseMs } = app.reachability;
    const began = app.now().getTime();
    let reported = "";
    for (let pause = pauseMs; ; pause = Math.min(pause * 1.5, pauseMs * LONGEST)) {
      const reached = await check(context, outputs);
      signal.throwIfAborted();
      const isOver = app.now().getTime() - began >= giveUpMs;
      await record(context, reached, isOver ? 0 : giveUpMs);
      if (reached.ok) return;
      if (isOver) return giveUp(context, reached);
      if (reached.reason !== reported) report(context, `waiting until the tenant is reached: ${reached.reason}`);
      reported = reached.reason;
      await sleep(pause, undefined, { signal });
    }
  },
};

/** What goes wrong in the looking is no reason to undo a tenant either. */
async function check({ app, log, signal, tenant }: JobContext, outputs: StackOutputs): Promise<Reached> {
  try {
    return await app.reachability.check(await reachTarget(app, tenant, outputs), signal);
  } catch (error) {
    log.error({ err: error }, "the tenant could not be asked from outside");
    return { ok: false, condition: "services", reason: "it could not be asked; the service's log says why" };
  }
}

async function record({ app, tenant }: JobContext, reached: Reached, giveUpMs: number): Promise<void> {
  await app.db.transaction(async (em) => {
    const { conditions } = await lockTenant(em, tenant.id);
    await setConditions(em, tenant.id, conditionsAfter(conditions, reached, { now: app.now(), giveUpMs }));
  });
}

function giveUp(context: JobContext, { condition, reason }: Reached & { ok: false }): void {
  context.unreached = { condition, reason };
  context.notice = `the tenant is not reached and is degraded until it is: ${reason}`;
  report(context, context.notice);
}

function report({ log, progress }: JobContext, message: string): void {
  log.warn(message);
  progress.onEngineEvent({ kind: "log", level: "warning", message });
}
