import type { Failure } from "../../db/entities/failure.ts";
import { remedyAfter } from "../operations/remedy-of.ts";

/** The failure of a tenant that is degraded because it is not reached. */
export function unreachedFailure({ condition, reason }: { condition: string; reason: string }): Failure {
  const code = "tenant_unreachable";
  return { code, reason: `${condition}: ${reason}`, nextStep: remedyAfter({ of: "tenant", kind: "update" }, { code }) };
}
