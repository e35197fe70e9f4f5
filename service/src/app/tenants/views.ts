import type { Operation, Tenant } from "@freehold/model";
import type { OperationRow } from "../../db/entities/operation.ts";
import type { TenantRow } from "../../db/entities/tenant.ts";

/** The answer to what is accepted now and carried out later: the rows exist, the clouds know nothing yet. */
export interface OperationAccepted {
  tenant: Tenant;
  operation: Operation;
}

/** A tenant as the API shows it: without secrets, ports and passphrase. */
export function tenantView(row: TenantRow): Tenant {
  const { cloud, region, size, mode } = row;
  return {
    id: row.id,
    name: row.name,
    status: row.status,
    template: row.template,
    templateVersion: row.templateVersion,
    placement: { cloud, region, size, mode, ...(row.machineType !== null && { machineType: row.machineType }) },
    accountId: row.accountId,
    requested: row.requested ?? { cloud, region, size, mode },
    warnings: row.warnings,
    hostId: row.hostId,
    domain: row.domain,
    url: row.url,
    failure: row.failure,
    protected: row.protected,
    databaseAllowedFrom: row.databaseAllowedFrom ?? [],
    conditions: row.conditions,
    builtBy: row.builtBy,
    waiting: row.status === "waiting_for_capacity" ? row.waiting : null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

/** An operation as the API shows it: without its lease. */
export function operationView(row: OperationRow): Operation {
  const { startedAt, endedAt } = row;
  return {
    id: row.id,
    tenantId: row.tenantId,
    hostId: row.hostId,
    kind: row.kind,
    status: row.status,
    stage: row.stage,
    percent: row.percent,
    stages: row.stages,
    resources: row.resources,
    failure: row.failure,
    notice: row.notice,
    waiting: row.status === "queued" ? row.waiting : null,
    plan: row.plan,
    queuePosition: null,
    retries: row.retries,
    retryAt: (row.revision === null ? row.retryAt : row.beginAt)?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    startedAt: startedAt?.toISOString() ?? null,
    endedAt: endedAt?.toISOString() ?? null,
    ms: startedAt && endedAt ? endedAt.getTime() - startedAt.getTime() : null,
  };
}
