import type { DriftFinding } from "@freehold/model";
import { recordAudit } from "../../db/audit.ts";
import { openOperationsOfTenant } from "../../db/operations.ts";
import { healsSince, readTenantLedger } from "../../db/tenant-ledgers.ts";
import { lockTenant } from "../../db/tenants.ts";
import type { AppContext } from "../context.ts";
import { mayUpdate, requestOperation } from "../operations/request-operation.ts";
import { itemHoldsData } from "../tenants/holds-data.ts";
import type { HealMode } from "./ledger-settings.ts";

/** Healing that did not help is not repeated for ever. */
const MOST_HEALS_A_DAY = 3;

/** Why a tenant is not healed by itself. */
export type NotHealed = "nothing to heal" | "a person must decide" | "healed too often";

/** Whether what differs can be put right without a person. */
export function healable(findings: readonly DriftFinding[], mode: HealMode): "yes" | NotHealed {
  const failing = findings.filter(({ meaning }) => meaning === "gone" || meaning === "changed");
  if (failing.length === 0 || mode === "report") return "nothing to heal";
  return failing.every(isSafe) ? "yes" : "a person must decide";
}

/** What holds data and is gone must be decided by a person; another type would be a resize. */
function isSafe(finding: DriftFinding): boolean {
  if (!itemHoldsData(finding)) return true;
  const { meaning, differences } = finding;
  return meaning !== "gone" && differences.every(({ field }) => field !== "machineType" && field !== "sizeGib");
}

/** Writes the operation that puts a tenant right, when it may. Returns its id, or why there is none. */
export async function healTenant(context: AppContext, tenantId: string): Promise<string | NotHealed> {
  const { heal: mode } = context.ledger;
  return context.db.transaction(async (em) => {
    const tenant = await lockTenant(em, tenantId);
    const busy = (await openOperationsOfTenant(em, tenantId)).length > 0;
    const { drift } = await readTenantLedger(em, tenantId);
    const verdict = busy || !mayUpdate(tenant) ? "nothing to heal" : healable(drift, mode);
    if (verdict !== "yes") return verdict;
    if ((await healsSince(em, tenantId, 24)) >= MOST_HEALS_A_DAY) return "healed too often";
    const operation = await requestOperation(em, context, tenant, { params: { heal: true } });
    await recordAudit(em, {
      ...{ organization: tenant.organization, actor: "system:ledger", action: "healTenant", subject: tenantId },
      detail: {
        operationId: operation.id,
        findings: drift.map(({ type, name, meaning }) => ({ type, name, meaning })),
      },
    });
    return operation.id;
  });
}
