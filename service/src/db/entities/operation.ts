import type {
  Approval,
  OperationKind,
  OperationPlan,
  OperationRetry,
  OperationStatus,
  ResourceSummary,
  Stage,
  StageRecord,
  Waiting,
} from "@freehold/model";
import { defineEntity, type InferEntity, p } from "@mikro-orm/core";
import type { Failure } from "./failure.ts";

/** A placement that was tried in vain, with the account that it was tried in. */
export type TriedPlacement = Waiting["tried"][number] & { accountId: string };

/** What an operation is to do beside what its kind says. */
export interface OperationParams {
  /** Of an update: what differs at the clouds is put right first. */
  heal?: true;
  /** Of a destroy: nothing is asked of the clouds, what the tenant has there stays. */
  forget?: { reason: string };
  /** Of a creation: an earlier one of the tenant ended in vain, and may have left something. */
  again?: true;
  /** Of an update: its state is recreated from what the clouds hold. */
  rebuild?: true;
  /** Of an update: the orphan that is taken into its state. */
  adopt?: string;
  /** It was open when the backup was taken that it comes from: what becomes of machines that came into being afterwards. */
  restored?: "keep" | "rebuild";
}

/**
 * An operation and, while it runs, its lease. The worker that holds the lease knows `fencingToken`; every statement
 * that changes a running operation names it, so a worker that lost its lease changes nothing.
 */
export const OperationRow = defineEntity({
  name: "OperationRow",
  tableName: "operations",
  properties: {
    id: p.text().primary(),
    organization: p.text(),
    /** Whom it is about; null for one that is about a host. */
    tenantId: p.text().strictNullable(),
    /** The ordered host that it is about; null for one that is about a tenant. */
    hostId: p.text().strictNullable(),
    kind: p.text().$type<OperationKind>(),
    status: p.text().$type<OperationStatus>(),
    stage: p.text().$type<Stage>().strictNullable(),
    percent: p.integer(),
    stages: p.json<StageRecord[]>(),
    resources: p.json<ResourceSummary[]>(),
    failure: p.json<Failure>().strictNullable(),
    /** What its owner must know although it went well. */
    notice: p.text().strictNullable(),
    /** Sequence number of the newest event. */
    eventSeq: p.integer(),
    /** Placements that were tried in vain since the last wait. */
    tried: p.json<TriedPlacement[]>(),
    /** Why it waits, or waited last, for its next try; while it is queued no worker begins it before `retryAt`. */
    waiting: p.json<Waiting>().strictNullable(),
    /** What the gate found it would change. */
    plan: p.json<OperationPlan>().strictNullable(),
    /** What may be lost by it, because somebody approved that. */
    approved: p.json<Approval["changes"]>(),
    /** Why and when it was tried again after failures that may pass by themselves. */
    retries: p.json<OperationRetry[]>(),
    /** What a worker must know at least to carry it out; null: every version's may. */
    revision: p.integer().strictNullable(),
    /** While it is queued no worker begins it before. Null while it has none, and where `retryAt` says it. */
    beginAt: p.datetime().strictNullable(),
    /** The same of one without a revision; of one with it, what keeps workers of before from it. */
    retryAt: p.datetime().strictNullable(),
    /** What it is to do beside what its kind says; null for nothing. */
    params: p.json<OperationParams>().strictNullable(),
    /** Envelope around the settings that it brings about; null where it brings none, and when it has ended, unless it can be approved. */
    settingsSealed: p.text().strictNullable(),
    cancelRequested: p.boolean(),
    /** How many workers have begun it. */
    attempts: p.integer(),
    /** The worker that holds the lease, in the form of `leaseOwner` in `jobs/lease-owner.ts`. */
    leaseOwner: p.text().strictNullable(),
    fencingToken: p.integer(),
    leaseUntil: p.datetime().strictNullable(),
    createdAt: p.datetime(),
    startedAt: p.datetime().strictNullable(),
    endedAt: p.datetime().strictNullable(),
  },
});
export type OperationRow = InferEntity<typeof OperationRow>;
