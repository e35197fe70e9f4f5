import type { OperationKind } from "@freehold/model";
import type { HostJobContext, Job } from "../runner/context.ts";
import { createHostJob } from "./create-host.ts";
import { destroyHostJob } from "./destroy-host.ts";

/** How each kind of operation that an ordered host can have is carried out. */
export const HOST_JOBS: Readonly<Partial<Record<OperationKind, Job<HostJobContext>>>> = {
  create: createHostJob,
  destroy: destroyHostJob,
};
