export { builtInPolicies, type PolicySettings } from "./built-in.ts";
export { loadPolicies } from "./load-policies.ts";
export type { Plan, Policy } from "./policy.ts";
