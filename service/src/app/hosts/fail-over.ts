import { type FreeholdError, isFreeholdError } from "@freehold/model";
import type { Failure } from "../../db/entities/failure.ts";
import type { HostRow } from "../../db/entities/host.ts";
import { slotsOf } from "../../db/host-slots.ts";
import { hostById, lockHosts } from "../../db/hosts.ts";
import type { Em } from "../../db/kernel/em.ts";
import { openOperationsOfTenant } from "../../db/operations.ts";
import { lockTenant, setTenantStatus } from "../../db/tenants.ts";
import type { AppContext } from "../context.ts";
import { requestOperation } from "../operations/request-operation.ts";
import { reassignHost } from "./reassign-host.ts";

/** Statuses in which a tenant is moved: it is meant to run. */
const MEANT_TO_RUN: readonly string[] = ["active", "degraded"];

/** What became of the tenants of a dead host. */
export interface FailOver {
  /** Ids of the operations that move them. */
  moving: string[];
  /** Names of tenants that no host has room for; they are tried again. */
  stranded: string[];
}

/**
 * Moves the tenants of a dead host, each by an operation of its own. May be called again: who is being moved is left alone.
 * From here on the tenant belongs to its new host, also when the old one comes back.
 */
export async function failOver(context: AppContext, host: HostRow): Promise<FailOver> {
  const held = (await slotsOf(context.db.em(), host.id)).filter(({ state }) => state === "held");
  const outcome: FailOver = { moving: [], stranded: [] };
  for (const { tenantId } of held) {
    // A transaction each: one that finds no room must not keep the others where they are.
    const moved = await context.db.transaction((em) => moveOff(em, context, host, tenantId));
    if (moved?.operationId !== undefined) outcome.moving.push(moved.operationId);
    if (moved?.stranded !== undefined) outcome.stranded.push(moved.stranded);
  }
  if (outcome.moving.length > 0) context.queue.wake();
  return outcome;
}

async function moveOff(
  em: Em,
  context: AppContext,
  host: HostRow,
  tenantId: string,
): Promise<{ operationId?: string; stranded?: string } | undefined> {
  const tenant = await lockTenant(em, tenantId);
  // What runs on it (a create, a destroy) ends by itself; it is looked at again after that.
  const busy = (await openOperationsOfTenant(em, tenantId)).length > 0;
  if (busy || tenant.hostId !== host.id || !MEANT_TO_RUN.includes(tenant.status)) return undefined;
  await lockHosts(em);
  if ((await hostById(em, host.id)).deadSince === null) return undefined;
  const found = await reassignHost(em, context, host, tenant);
  if (isFreeholdError(found)) {
    await setTenantStatus(em, tenantId, "degraded", { failure: strandedFailure(host, found) });
    return { stranded: tenant.name };
  }
  return { operationId: (await requestOperation(em, context, tenant, { kind: "move" })).id };
}

function strandedFailure({ name, deadSince }: HostRow, { message }: FreeholdError): Failure {
  const since = deadSince?.toISOString() ?? "an unknown time";
  return {
    code: "host_dead",
    reason: `the tenant's host "${name}" has not answered since ${since}, and it cannot be moved yet: ${message}`,
    nextStep: "bring the host back or register another one: the service tries again by itself",
  };
}
