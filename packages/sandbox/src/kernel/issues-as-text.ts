import type { z } from "zod";

/** What a body's schema found wrong, in one line: `name: Too small; port: Invalid input`. */
export function issuesAsText(issues: readonly z.core.$ZodIssue[]): string {
  return issues.map((issue) => `${issue.path.join(".") || "body"}: ${issue.message}`).join("; ");
}
