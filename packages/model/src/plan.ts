import { z } from "zod";

/** A resource that a preview foresees to be made, changed, replaced or deleted. */
export const PlannedChange = z.object({
  urn: z.string().describe("The engine's name of the resource; the same in every plan of its tenant"),
  type: z.string().describe("Pulumi type token"),
  name: z.string(),
  op: z.enum(["create", "update", "replace", "delete"]),
  because: z
    .array(z.string())
    .describe(
      "Paths of the inputs that differ; of a replacement, those that force it. Empty when the engine does not report",
    ),
  inputs: z
    .record(z.string(), z.unknown())
    .describe("What it would be, as far as that may be shown: where it is, its size, labels and rules. Never a secret"),
});
export type PlannedChange = z.infer<typeof PlannedChange>;

/** What a policy has to say about a plan. `deny` keeps it from being carried out. */
export const PolicyFinding = z.object({
  policy: z.string(),
  level: z.enum(["deny", "warn"]),
  message: z.string(),
  resource: z.string().optional().describe("Name of the resource that it is about. @default - the plan as a whole"),
});
export type PolicyFinding = z.infer<typeof PolicyFinding>;

const Money = z.object({ amount: z.number(), currency: z.string() });

/** What an operation would change, reported before it changes anything. */
export const OperationPlan = z.object({
  changes: z.array(PlannedChange),
  costPerMonth: z
    .object({ before: Money.nullable(), after: Money.nullable() })
    .describe("Of the machine, before tax. Null: hardware of the operator's own, or not known"),
  findings: z.array(PolicyFinding),
  needsApproval: z
    .array(PlannedChange.pick({ urn: true, type: true, name: true, op: true }))
    .describe("Those of the changes that lose a machine or a data volume: they need an approval"),
});
export type OperationPlan = z.infer<typeof OperationPlan>;

/** Asks for the approval of an operation that was refused for want of one. */
export const ApprovalRequest = z.strictObject({
  reason: z.string().trim().min(3).max(500).describe("Why; it goes into the audit log"),
  expiresInSec: z.number().int().min(60).max(86_400).default(900).describe("Seconds until the token ends"),
});
export type ApprovalRequest = z.infer<typeof ApprovalRequest>;

/** An approval as the API shows it. */
export const Approval = z.object({
  id: z.string(),
  operationId: z.string().describe("The operation that was refused for want of it"),
  tenantId: z.string(),
  changes: OperationPlan.shape.needsApproval.describe(
    "What is approved; a plan that would lose anything else is refused again",
  ),
  reason: z.string(),
  givenBy: z.string().describe("Id of the API key that gave it"),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  usedAt: z.iso.datetime().nullable().describe("Null: it was not used yet"),
});
export type Approval = z.infer<typeof Approval>;
