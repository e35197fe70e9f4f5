import { costPerMonth, type Money } from "@freehold/catalogue";
import { type OperationPlan, type PlannedChange, resourceKindOf } from "@freehold/model";
import type { OperationRow } from "../../db/entities/operation.ts";
import type { TenantRow } from "../../db/entities/tenant.ts";
import type { Plan } from "../../policies/index.ts";
import type { CloudTarget } from "../accounts/clouds-port.ts";
import type { AppContext } from "../context.ts";
import { judge } from "../operations/policy-verdict.ts";
import { openOutputs } from "../secrets/sealed.ts";
import { holdsData } from "./holds-data.ts";

/** Judges what the engine foresees for a tenant. */
export function tenantPlan(
  context: Pick<AppContext, "envelope" | "policies">,
  { tenant, target, operation }: { tenant: TenantRow; target: CloudTarget; operation: OperationRow },
  changes: PlannedChange[],
): OperationPlan {
  const before = costNow(context, tenant);
  const after = costOf(tenant) ?? before;
  const { cloud, region, size, machineType } = tenant;
  const plan: Plan = {
    kind: operation.kind,
    organization: tenant.organization,
    tenant: tenant.name,
    placement: { cloud, region, size, machineType },
    costPerMonth: after,
    sshAllowedFrom: target.sshAllowedFrom,
    changes,
  };
  return {
    changes,
    costPerMonth: { before, after },
    findings: judge(context.policies, plan),
    needsApproval: changes
      .filter((change) => isLoss(change) || (operation.params?.heal === true && isRecreatedEmpty(change)))
      .map(({ urn, type, name, op }) => ({ urn, type, name, op })),
  };
}

function isLoss({ type, name, op }: PlannedChange): boolean {
  if (op !== "replace" && op !== "delete") return false;
  // The command that makes a slot takes its data with it.
  return holdsData(type) || (resourceKindOf(type)?.role === "command" && name.endsWith("-slot"));
}

/** A machine or a data volume of a tenant that had one: the new one is empty. */
function isRecreatedEmpty({ type, op }: PlannedChange): boolean {
  return op === "create" && holdsData(type);
}

/** What the stack said when it was brought up last. */
function costNow({ envelope }: Pick<AppContext, "envelope">, tenant: TenantRow): Money | null {
  return openOutputs(envelope, tenant)?.costPerMonth ?? null;
}

/** Null for a slot, and for a machine that no catalogue knows the price of. */
function costOf({ cloud, machineType, hostId }: TenantRow): Money | null {
  if (machineType === null || hostId !== null) return null;
  try {
    return costPerMonth(cloud, machineType);
  } catch {
    return null;
  }
}
