import { openHostPassphrase } from "../../app/secrets/sealed.ts";
import { changeHostOrder, deleteHostOrder } from "../../db/host-orders.ts";
import type { HostJobContext, Job } from "../runner/context.ts";
import type { Step } from "../runner/step.ts";
import { clearProtection } from "../stacks/clear-protection.ts";
import { hostRecovery, hostRun, hostStack } from "./host-stack.ts";

const tearDown: Step<HostJobContext> = {
  name: "tear-down",
  async run(context) {
    const { app, engine, order, progress, signal } = context;
    // What was in a sandbox that ended, ended with it.
    if (app.clouds.isGone(order.accountId)) return;
    // Whether a build ended well is not to be seen here; asking costs little.
    await engine.recover(await hostRecovery(context, "destroy"));
    if (!(await engine.stackExists(hostStack(order)))) return;
    await clearProtection(context, hostStack(order), openHostPassphrase(app.envelope, order));
    const { resources } = await engine.run(await hostRun(context, "destroy"), {
      onEvent: progress.onEngineEvent,
      signal,
    });
    progress.setResources(resources);
  },
};

const removeStack: Step<HostJobContext> = {
  name: "remove-stack",
  async run({ app, engine, order }) {
    const cloudIsGone = app.clouds.isGone(order.accountId);
    await engine.removeStack(hostStack(order), openHostPassphrase(app.envelope, order), { cloudIsGone });
  },
};

/** Takes an ordered host down, with its machine and its records. A step that fails leaves the rest for the next destroy. */
export const destroyHostJob: Job<HostJobContext> = {
  action: "destroy",
  steps: [tearDown, removeStack],
  begin: (em, { order }) => changeHostOrder(em, order.id, { status: "destroying", failure: null }),
  succeed: (em, { order }) => deleteHostOrder(em, order.id),
  fail: (em, { order }, failure) => changeHostOrder(em, order.id, { status: "failed", failure }),
};
