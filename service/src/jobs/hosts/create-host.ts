import { BUILDING } from "@freehold/engine";
import { SharedHostOutputs } from "@freehold/stack-shared-host/contract";
import { checkHost } from "../../app/hosts/check-host.ts";
import type { HostConnection } from "../../app/hosts/run-on-host.ts";
import { HOST_PARAMS } from "../../app/operations/operation-params.ts";
import { sealHostConnection } from "../../app/secrets/sealed.ts";
import { recordBuiltBy } from "../../db/built-by.ts";
import { changeHostOrder, lockHostOrder } from "../../db/host-orders.ts";
import { insertHost } from "../../db/hosts.ts";
import { builtNow } from "../runner/built-now.ts";
import type { BuiltHost, HostJobContext, Job } from "../runner/context.ts";
import { parseOutputs } from "../runner/parse-outputs.ts";
import { createSteps } from "../stacks/create-steps.ts";
import { runRequest } from "../stacks/stack-requests.ts";
import { hostSubject } from "./host-subject.ts";

/** How long a host that was just built may take to say which `hostctl` it has. */
const ANSWER_MS = 15_000;

async function bringUp(context: HostJobContext): Promise<void> {
  const { engine, progress, signal } = context;
  const request = await runRequest(hostSubject, context, "up");
  const { resources, outputs } = await engine.run(request, { onEvent: progress.onEngineEvent, signal });
  progress.setResources(resources);
  const built = parseOutputs(SharedHostOutputs, outputs);
  context.built = { ...built, hostctlVersion: await checkHost(connectionOf(built), ANSWER_MS) };
}

/** Builds a shared host that was ordered and takes it in among those that get tenants. Ends with that, or with nothing at the cloud. */
export const createHostJob: Job<HostJobContext> = {
  kind: "create",
  params: HOST_PARAMS.create,
  stages: BUILDING,
  uses: { engine: true, template: false, machine: true },
  steps: createSteps(hostSubject, { bringUp }),
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
