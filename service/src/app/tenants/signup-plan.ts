import type { TenantSpec } from "@freehold/model";
import type { Plan } from "../../policies/index.ts";
import type { PlacementChoice } from "../placement/choose-placement.ts";

/** A signup as the policies see it: the engine has not been asked yet. */
export function signupPlan(
  { name, placement }: Pick<TenantSpec, "name" | "placement">,
  organization: string,
  { rung, price, target }: Pick<PlacementChoice, "rung" | "price" | "target">,
): Plan {
  const { cloud, region, machineType } = rung;
  return {
    kind: "create",
    organization,
    tenant: name,
    placement: { cloud, region, size: placement.size, machineType },
    costPerMonth: price.perMonth,
    sshAllowedFrom: target.sshAllowedFrom,
    changes: [],
  };
}
