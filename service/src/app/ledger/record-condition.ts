import type { ConditionName, ConditionStatus, DriftFinding, ErrorCode, TenantConditions } from "@freehold/model";
import type { Failure } from "../../db/entities/failure.ts";
import type { TenantRow } from "../../db/entities/tenant.ts";
import type { Em } from "../../db/kernel/em.ts";
import { setConditions, setTenantStatus } from "../../db/tenants.ts";
import { remedyAfter } from "../operations/remedy-of.ts";
import { unreachedFailure } from "../reachability/unreached-failure.ts";

/** Failures that conditions give a tenant, and take from it when they are healthy again. */
const FAILURES: Readonly<Partial<Record<ConditionName, ErrorCode>>> = {
  drift: "drift_found",
  dns: "tenant_unreachable",
  tls: "tenant_unreachable",
  services: "tenant_unreachable",
};

/** What a condition is now. */
export interface Finding {
  status: ConditionStatus;
  reason: string | null;
}

/**
 * Records a condition and lets the tenant's status follow, as {@link followConditions}. The caller holds the tenant's row, and no operation of it is open.
 *
 * @returns Whether the condition has another status than before
 */
export async function recordCondition(
  em: Em,
  tenant: TenantRow,
  name: ConditionName,
  { status, reason }: Finding,
  now: Date,
): Promise<boolean> {
  const before = tenant.conditions[name];
  const changed = before?.status !== status;
  const since = changed ? now.toISOString() : before.since;
  const conditions: TenantConditions = { ...tenant.conditions, [name]: { status, since, reason } };
  if (changed || before.reason !== reason) await setConditions(em, tenant.id, conditions);
  await followConditions(em, tenant, conditions);
  return changed;
}

/**
 * Lets the tenant's status follow its conditions: degraded while something fails, active when nothing does any more. A tenant that is
 * degraded for another reason stays so. The caller holds the tenant's row, and no operation of it is open.
 */
export async function followConditions(em: Em, tenant: TenantRow, conditions: TenantConditions): Promise<void> {
  const failure = failureOf(tenant.id, conditions);
  const isOurs = tenant.failure === null || Object.values(FAILURES).some((code) => code === tenant.failure?.code);
  const mayDegrade = tenant.status === "active" || tenant.status === "degraded";
  // An update that ended well meanwhile has made it active, whatever it did about this.
  if (failure !== null && isOurs && mayDegrade && tenant.failure?.reason !== failure.reason)
    await setTenantStatus(em, tenant.id, "degraded", { failure });
  if (failure === null && isOurs && tenant.status === "degraded")
    await setTenantStatus(em, tenant.id, "active", { failure: null });
}

/** What the findings of sweeps make of the condition `drift`. */
export function driftCondition(findings: readonly DriftFinding[]): Finding {
  if (findings.length === 0) return { status: "ok", reason: null };
  const failing = findings.some(({ meaning }) => meaning === "gone" || meaning === "changed");
  return { status: failing ? "failing" : "warning", reason: findings.map(sentence).join("; ").slice(0, 500) };
}

function sentence({ cloud, type, name, meaning, differences }: DriftFinding): string {
  if (meaning === "gone") return `${cloud} ${type} ${name} is gone`;
  const reported = differences.map(({ field, expected, found }) => `${field} is ${found || "none"}, not ${expected}`);
  return `${cloud} ${type} ${name}: ${reported.join(", ")}`;
}

function failureOf(tenantId: string, conditions: TenantConditions): Failure | null {
  for (const [name, code] of Object.entries(FAILURES)) {
    const condition = conditions[name as ConditionName];
    if (condition?.status !== "failing") continue;
    const reason = condition.reason ?? "";
    if (code === "tenant_unreachable") return unreachedFailure({ condition: name, reason });
    const nextStep = remedyAfter({ of: "tenant", kind: "update", ids: { tenants: tenantId } }, { code });
    return { code, reason, nextStep };
  }
  return null;
}
