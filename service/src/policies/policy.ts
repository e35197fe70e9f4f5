import type { Money } from "@freehold/catalogue";
import type { OperationKind, PlannedChange, PolicyFinding } from "@freehold/model";

/** What is about to happen to a tenant, as the policies see it. */
export interface Plan {
  /** What it is for. */
  kind: OperationKind;
  organization: string;
  /** The tenant's name. */
  tenant: string;
  placement: { cloud: string; region: string; size: string; machineType: string | null };
  /** What the machine costs afterwards, before tax. Null: hardware of the operator's own, or not known. */
  costPerMonth: Money | null;
  /** Networks that may reach SSH. */
  sshAllowedFrom: readonly string[];
  /** What the engine foresees. Empty at a signup, which the engine has not seen yet. */
  changes: readonly PlannedChange[];
}

/** A rule about what may be built. It only looks: what it says is carried out by the gate. */
export interface Policy {
  /** Public contract: findings carry it. */
  name: string;
  /** One sentence: what it is for. */
  description: string;
  /** What it has to say. `deny` keeps the plan from being carried out, `warn` only says so. Nothing: all is well. */
  check(plan: Plan): readonly Omit<PolicyFinding, "policy">[];
}
