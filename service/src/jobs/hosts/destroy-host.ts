import { REMOVING } from "@freehold/engine";
import { HOST_PARAMS } from "../../app/operations/operation-params.ts";
import { changeHostOrder, deleteHostOrder } from "../../db/host-orders.ts";
import type { HostJobContext, Job } from "../runner/context.ts";
import { destroySteps } from "../stacks/destroy-steps.ts";
import { hostSubject } from "./host-subject.ts";

/** Takes an ordered host down, with its machine and its records. */
export const destroyHostJob: Job<HostJobContext> = {
  kind: "destroy",
  params: HOST_PARAMS.destroy,
  stages: REMOVING,
  uses: { engine: true, template: false, machine: false },
  // Whether a build ended well is not to be seen here; asking costs little.
  steps: destroySteps(hostSubject, { mayBeBehind: () => true }),
  begin: (em, { order }) => changeHostOrder(em, order.id, { status: "destroying", failure: null }),
  succeed: (em, { order }) => deleteHostOrder(em, order.id),
  fail: (em, { order }, failure) => changeHostOrder(em, order.id, { status: "failed", failure }),
};
