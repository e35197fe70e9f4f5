import { FreeholdError, type PolicyFinding } from "@freehold/model";
import type { Plan, Policy } from "../../policies/index.ts";

/** What all policies have to say about a plan. A policy that fails has not said that all is well. */
export function judge(policies: readonly Policy[], plan: Plan): PolicyFinding[] {
  return policies.flatMap((policy) => {
    try {
      return policy.check(plan).map((finding) => ({ policy: policy.name, ...finding }));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return [{ policy: policy.name, level: "deny", message: `the policy failed: ${reason}` }];
    }
  });
}

export function isDenied(findings: readonly PolicyFinding[]): boolean {
  return findings.some(({ level }) => level === "deny");
}

/** @throws FreeholdError `policy_denied` that names every policy which denies */
export function assertAllowed(findings: readonly PolicyFinding[]): void {
  if (!isDenied(findings)) return;
  const denials = findings
    .filter(({ level }) => level === "deny")
    .map(({ policy, message }) => `${policy}: ${message}`);
  throw new FreeholdError("policy_denied", denials.join("; "), {
    nextStep: "change what is asked for, or have the operator change the policy; docs/policies.md has the settings",
  });
}
