import type { Engine } from "@freehold/engine";
import type { StackOutputs, TenantStatus } from "@freehold/model";
import type { Logger } from "pino";
import type { AppContext } from "../app/context.ts";
import type { Em } from "../db/em.ts";
import type { Failure } from "../db/entities/failure.ts";
import type { OperationRow } from "../db/entities/operation.ts";
import type { TenantRow } from "../db/entities/tenant.ts";
import type { Lease } from "../db/leases.ts";
import type { Passage } from "../gateway/gateway.ts";
import type { ProgressRecorder } from "./progress-recorder.ts";
import type { Step } from "./step.ts";

/** What the steps of one operation work with. */
export interface JobContext {
  app: AppContext;
  engine: Engine;
  log: Logger;
  /** As they were when the worker claimed the operation. */
  operation: OperationRow;
  tenant: TenantRow;
  lease: Lease;
  /** The operation's way to the clouds; it ends with the lease. */
  passage: Passage;
  progress: ProgressRecorder;
  /** Aborted when the operation must stop; its reason tells why. */
  signal: AbortSignal;
  /** Steps that this worker has begun: only they can have left something, unless another worker was here before. */
  begun: Set<string>;
  /** Set by the step that brings the stack up. */
  outputs?: StackOutputs;
  /** What the owner must know although the operation goes well. */
  notice?: string;
}

/** Whether something may be there already: of an earlier worker, or of an earlier try. */
export function isResumed({ operation }: Pick<JobContext, "operation">): boolean {
  return operation.attempts > 1 || operation.retries.length > 0;
}

/** How an operation goes on after a failure that it need not meet again. */
export interface FallBack {
  appliesTo(failure: Failure): boolean;
  /**
   * Called when everything is undone. `again`: the steps run again with what the context holds now. `waits`: the operation was put back
   * into the queue for later. `lost`: another worker has it.
   *
   * @throws FreeholdError when there is no other way: the operation ends with it
   */
  next(context: JobContext, failure: Failure): Promise<"again" | "waits" | "lost">;
}

/** How one kind of operation is carried out. */
export interface OperationJob {
  /** The tenant's status while it runs. */
  status: TenantStatus;
  /** What the engine does for it: decides the order of the stages. */
  action: "up" | "destroy";
  steps: readonly Step<JobContext>[];
  /** @default - every failure ends it */
  fallBack?: FallBack;
  /** What it changes in the transaction that ends it well. */
  succeed(em: Em, context: JobContext): Promise<void>;
  /** What it changes in the transaction that ends it badly. */
  fail(em: Em, context: JobContext, failure: Failure): Promise<void>;
}
