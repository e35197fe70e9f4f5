import { FreeholdError } from "@freehold/model";
import { SharedHostOutputs } from "@freehold/stack-shared-host/contract";
import { accountTarget } from "../../app/accounts/account-target.ts";
import { checkHost } from "../../app/hosts/check-host.ts";
import type { HostConnection } from "../../app/hosts/run-on-host.ts";
import { openHostPassphrase, sealHostConnection } from "../../app/secrets/sealed.ts";
import { recordBuiltBy } from "../../db/built-by.ts";
import { changeHostOrder, lockHostOrder } from "../../db/host-orders.ts";
import { insertHost } from "../../db/hosts.ts";
import { prepareAccountFor } from "../accounts/prepare-account.ts";
import { assertNothingInUse, assertNothingLater } from "../runner/assert-nothing-later.ts";
import { builtNow } from "../runner/built-now.ts";
import { type BuiltHost, type HostJobContext, isResumed, type Job } from "../runner/context.ts";
import { parseOutputs } from "../runner/parse-outputs.ts";
import type { Step } from "../runner/step.ts";
import { assertOrderable } from "../stacks/check-cloud.ts";
import { clearProtection } from "../stacks/clear-protection.ts";
import { hostRecovery, hostRun, hostStack } from "./host-stack.ts";

/** How long a host that was just built may take to say which `hostctl` it has. */
const ANSWER_MS = 15_000;

const checkOrder: Step<HostJobContext> = {
  name: "check-cloud",
  // Nothing to undo: it only asks. A resumed build may have its machine already: then it does not matter what is sold.
  async run({ app, operation, order }) {
    if (app.clouds.isGone(order.accountId) || operation.attempts > 1) return;
    await assertOrderable(app, await accountTarget(app, order), order);
  },
};

const prepareAccount: Step<HostJobContext> = {
  name: "prepare-account",
  // Nothing to undo: it belongs to the account.
  run: (context) => prepareAccountFor(context, context.order.accountId),
};

const bringUp: Step<HostJobContext> = {
  name: "bring-up",
  async run(context) {
    const { app, engine, order, progress, signal } = context;
    if (app.clouds.isGone(order.accountId)) throw sandboxEnded();
    const request = await hostRun(context, "up");
    if (isResumed(context)) {
      const recovery = await hostRecovery(context, "create");
      await assertNothingLater(context, recovery);
      await engine.recover({ ...recovery, removeHalfMade: true });
    }
    const { resources, outputs } = await engine.run(request, { onEvent: progress.onEngineEvent, signal });
    progress.setResources(resources);
    const built = parseOutputs(SharedHostOutputs, outputs);
    context.built = { ...built, hostctlVersion: await checkHost(connectionOf(built), ANSWER_MS) };
  },
  async undo(context) {
    const { app, engine, order } = context;
    const cloudIsGone = app.clouds.isGone(order.accountId);
    if (!cloudIsGone) {
      const recovery = await hostRecovery(context, "create");
      await assertNothingInUse(context, recovery);
      await engine.recover(recovery);
      if (!(await engine.stackExists(hostStack(order)))) return;
      await clearProtection(context, hostStack(order), openHostPassphrase(app.envelope, order));
      await engine.run(await hostRun(context, "destroy"), { onEvent: () => {}, signal: context.signal });
    }
    await engine.removeStack(hostStack(order), openHostPassphrase(app.envelope, order), { cloudIsGone });
  },
};

/** Builds a shared host that was ordered and takes it in among those that get tenants. Ends with that, or with nothing at the cloud. */
export const createHostJob: Job<HostJobContext> = {
  action: "up",
  steps: [checkOrder, prepareAccount, bringUp],
  // What is to be destroyed already stays so.
  async begin(em, { order }) {
    const row = await lockHostOrder(em, order.id);
    if (row?.status === "failed") await changeHostOrder(em, order.id, { status: "building" });
  },
  async succeed(em, context) {
    const { app, order, built } = context;
    if (built === undefined) throw new Error("a build cannot succeed without outputs");
    const row = await lockHostOrder(em, order.id);
    // Taken in it could be given tenants, which the destroy that waits would take down.
    if (row?.status === "destroying") return;
    const { id, name, cloud, region, slots, memoryGib, cores, limitStorage } = order;
    const connectionSealed = sealHostConnection(app.envelope, id, connectionOf(built));
    const { address, edge } = built.host;
    const { hostctlVersion, costPerMonth = null } = built;
    await insertHost(em, {
      ...{ id, name, cloud, region, address, connectionSealed, slots, memoryGib, cores, limitStorage, edge },
      hostctlVersion,
    });
    await changeHostOrder(em, id, { status: "ready", failure: null, costPerMonth });
    await recordBuiltBy(em, "host_orders", id, builtNow(app.now()));
  },
  async fail(em, { order }, failure) {
    const row = await lockHostOrder(em, order.id);
    if (row?.status !== "destroying") await changeHostOrder(em, order.id, { status: "failed", failure });
  },
};

function connectionOf({ host: { ssh }, sshPrivateKey: privateKey }: Omit<BuiltHost, "hostctlVersion">): HostConnection {
  return { ...ssh, privateKey };
}

function sandboxEnded(): FreeholdError {
  return new FreeholdError("service_restarted", "the sandbox that the host was being built in ended with the service");
}
