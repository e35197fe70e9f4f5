import type { OperationKind, OperationPlan, OperationStatus } from "@freehold/model";
import { type OperationParams, OperationRow } from "./entities/operation.ts";
import { change, type Em, FRESH } from "./kernel/em.ts";
import { olderThan } from "./kernel/older-than.ts";
import type { Lease } from "./lease.ts";

/** Whom an operation is about: a tenant, or a host that is ordered. */
export type Subject = Pick<OperationRow, "tenantId" | "hostId">;

/** Fields that a new operation is given; the rest begins empty. */
export type NewOperation = Pick<OperationRow, "id" | "organization" | "kind" | "createdAt"> &
  Partial<Pick<OperationRow, "approved" | "settingsSealed" | "revision">> &
  ({ tenantId: string; hostId?: null } | { tenantId?: null; hostId: string }) & {
    /** @default - nothing beside what its kind says */
    params?: OperationParams;
  };

export async function insertOperation(em: Em, operation: NewOperation): Promise<OperationRow> {
  await em.insert(OperationRow, {
    tenantId: null,
    hostId: null,
    approved: [],
    params: null,
    settingsSealed: null,
    revision: null,
    beginAt: null,
    ...operation,
    status: "queued",
    stage: null,
    percent: 0,
    stages: [],
    resources: [],
    failure: null,
    notice: null,
    eventSeq: 0,
    tried: [],
    waiting: null,
    plan: null,
    retries: [],
    retryAt: null,
    cancelRequested: false,
    attempts: 0,
    leaseOwner: null,
    fencingToken: 0,
    leaseUntil: null,
    startedAt: null,
    endedAt: null,
  });
  return operationById(em, operation.id);
}

export async function operationById(em: Em, id: string): Promise<OperationRow> {
  return em.findOneOrFail(OperationRow, { id }, FRESH);
}

export async function findOperation(em: Em, organization: string, id: string): Promise<OperationRow | null> {
  return em.findOne(OperationRow, { organization, id }, FRESH);
}

/** Operations of a tenant that have not ended, oldest first. */
export async function openOperationsOfTenant(em: Em, tenantId: string): Promise<OperationRow[]> {
  return openOperationsOf(em, { tenantId, hostId: null });
}

/** Operations of a tenant, or of a host, that have not ended, oldest first. */
export async function openOperationsOf(em: Em, { tenantId, hostId }: Subject): Promise<OperationRow[]> {
  return em.find(
    OperationRow,
    { tenantId, hostId, status: { $in: ["queued", "running"] } },
    { ...FRESH, orderBy: { createdAt: "asc", id: "asc" } },
  );
}

/** Which operations of a tenant are read. */
interface OperationsWanted {
  /** Any of them. @default - all */
  statuses?: readonly OperationStatus[];
  /** Only those that are older. @default - from the newest on */
  after?: { createdAt: Date; id: string };
}

/** Newest first. */
export async function operationsOfTenant(
  em: Em,
  tenantId: string,
  limit: number,
  { statuses, after }: OperationsWanted = {},
): Promise<OperationRow[]> {
  const where = { tenantId, ...(statuses && { status: { $in: [...statuses] } }), ...(after && olderThan(after)) };
  return em.find(OperationRow, where, { ...FRESH, orderBy: { createdAt: "desc", id: "desc" }, limit });
}

/** The newest operation of a tenant that brought its stack up, or was to, and has ended; null when there is none. */
export async function lastStackChange(em: Em, tenantId: string): Promise<OperationRow | null> {
  const where = { tenantId, kind: { $in: STACK_CHANGES }, endedAt: { $ne: null } };
  return em.findOne(OperationRow, where, { ...FRESH, orderBy: { createdAt: "desc", id: "desc" } });
}

const STACK_CHANGES: OperationKind[] = ["create", "update", "move"];

export async function runningOperations(em: Em): Promise<OperationRow[]> {
  return em.find(OperationRow, { status: "running" }, FRESH);
}

export async function requestCancel(em: Em, id: string): Promise<void> {
  await em.nativeUpdate(
    OperationRow,
    { id, status: { $in: ["queued", "running"] } },
    { cancelRequested: true, retryAt: null },
  );
}

/** Forgets the settings that operations of a tenant were to bring about. */
export async function forgetSettingsAsked(em: Em, tenantId: string): Promise<void> {
  await em.nativeUpdate(OperationRow, { tenantId, settingsSealed: { $ne: null } }, { settingsSealed: null });
}

/** How many operations have each status. */
export async function countOperationsByStatus(em: Em): Promise<Record<string, number>> {
  return em.countBy(OperationRow, "status");
}

/** Keeps what an operation would change. Does nothing when the lease was lost. */
export async function recordPlan(em: Em, { operationId, fencingToken }: Lease, plan: OperationPlan): Promise<void> {
  await change(em, "update operations set plan = ?::jsonb where id = ? and fencing_token = ? and status = 'running'", [
    JSON.stringify(plan),
    operationId,
    fencingToken,
  ]);
}
