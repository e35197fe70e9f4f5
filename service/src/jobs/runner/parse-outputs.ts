import { FreeholdError } from "@freehold/model";
import type { z } from "zod";

/** The outputs of a stack, checked. @throws FreeholdError `engine_failed` */
export function parseOutputs<Outputs>(schema: z.ZodType<Outputs>, outputs: Record<string, unknown>): Outputs {
  const parsed = schema.safeParse(outputs);
  if (parsed.success) return parsed.data;
  // Names only: the values may be secret.
  const wrong = parsed.error.issues.map((issue) => issue.path.join(".")).join(", ");
  throw new FreeholdError("engine_failed", `the stack's outputs break the contract at: ${wrong}`);
}
