import type { ObservedItem } from "@freehold/clouds";
import type { Engine, StagePlan } from "@freehold/engine";
import type { OperationKind, StackOutputs, TenantStatus } from "@freehold/model";
import type { SharedHostOutputs } from "@freehold/stack-shared-host/contract";
import type { Logger } from "pino";
import type { z } from "zod";
import type { AppContext } from "../../app/context.ts";
import type { ReachCondition } from "../../app/reachability/reachability-port.ts";
import type { Failure } from "../../db/entities/failure.ts";
import type { HostOrderRow } from "../../db/entities/host-order.ts";
import type { OperationRow } from "../../db/entities/operation.ts";
import type { TenantRow } from "../../db/entities/tenant.ts";
import type { Em } from "../../db/kernel/em.ts";
import type { Lease } from "../../db/lease.ts";
import type { GatewaySession } from "../../gateway/gateway.ts";
import type { ProgressRecorder } from "./progress-recorder.ts";
import type { Step } from "./step.ts";

/** What the steps of any operation work with, whatever it is about. */
export interface OperationContext {
  app: AppContext;
  engine: Engine;
  log: Logger;
  /** As it was when the worker claimed it. */
  operation: OperationRow;
  lease: Lease;
  /** The operation's way to the clouds; it ends with the lease. */
  session: GatewaySession;
  progress: ProgressRecorder;
  /** Aborted when the operation must stop; its reason says why. */
  signal: AbortSignal;
  /** Steps that this worker has begun: only they can have left something, unless another worker was here before. */
  begun: Set<string>;
  /** What the owner must know although the operation goes well. */
  notice?: string;
  /** What the stack holds at the clouds; set by the step that brings it up. */
  expectedResources?: readonly ObservedItem[];
}

/** What the steps of a tenant's operation work with. */
export interface JobContext extends OperationContext {
  /** As it was when the worker claimed the operation. */
  tenant: TenantRow;
  /** Set by the step that brings the stack up. */
  outputs?: StackOutputs;
  /** Set by the step that waits until the tenant is reached, when it was not in time. */
  unreached?: { condition: ReachCondition; reason: string };
  /** What was done to what runs on its machine, by the jobs that act there without the engine. */
  machine: {
    /** Something may have been changed there, by this worker or one before. */
    touched: boolean;
    /** What may have been stopped was started since. */
    startedAgain: boolean;
  };
}

/** What the steps of an ordered host's operation work with. */
export interface HostJobContext extends OperationContext {
  /** As it was when the worker claimed the operation. */
  order: HostOrderRow;
  /** Set by the step that brings the stack up. */
  built?: BuiltHost;
}

/** A machine that is ready to be a host. */
export interface BuiltHost extends SharedHostOutputs {
  hostctlVersion: string;
}

/** Whether something may be there already: of an earlier worker, or of an earlier try. */
export function isResumed({ operation }: Pick<OperationContext, "operation">): boolean {
  return operation.attempts > 1 || operation.retries.length > 0;
}

/** Whether the tenant's state may be older than what is at its cloud. */
export function mayBeBehind(context: Pick<JobContext, "operation" | "tenant">): boolean {
  return isResumed(context) || context.tenant.restoredAt !== null;
}

/** How an operation continues after a failure that it need not meet again. */
export interface FallBack<Context extends OperationContext = JobContext> {
  appliesTo(failure: Failure): boolean;
  /**
   * Called when everything is undone. `again`: the steps run again with what the context holds now. `waits`: the operation was put back
   * into the queue for later. `lost`: another worker has it.
   *
   * @throws FreeholdError when there is no other way: the operation ends with it
   */
  next(context: Context, failure: Failure): Promise<"again" | "waits" | "lost">;
}

/** What an operation works with beside the database. */
export interface JobUses {
  /** The engine: its state is fenced, an interrupted run is recovered, and at the end it says what is at the clouds. */
  engine: boolean;
  /** The program of its stack with the tenant's template, in the tenant's version. */
  template: boolean;
  /** What is on the machine: the operation comes to nothing while that cannot be reached. */
  machine: boolean;
}

/** How one kind of operation is carried out. */
export interface Job<Context extends OperationContext> {
  kind: OperationKind;
  /** What it may be asked for beside that: checked when it is asked for, and by the worker that claims it. */
  params: z.ZodType;
  /** The stages that it goes through, with their shares of the percent. A step, or what the engine reports, enters them. */
  stages: StagePlan;
  uses: JobUses;
  /** What it changes in a transaction before its first step; again in each worker that takes it up. */
  begin(em: Em, context: Context): Promise<void>;
  steps: readonly Step<Context>[];
  /** @default - every failure ends it */
  fallBack?: FallBack<Context>;
  /** What it changes in the transaction that ends it well. */
  succeed(em: Em, context: Context): Promise<void>;
  /** What it changes in the transaction that ends it badly. */
  fail(em: Em, context: Context, failure: Failure): Promise<void>;
}

/** How one kind of operation of a tenant is carried out. */
export interface OperationJob extends Omit<Job<JobContext>, "begin"> {
  /** The tenant's status while it runs. */
  status: TenantStatus;
}
