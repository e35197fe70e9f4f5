import { z } from "zod";

/** A resource that a preview foresees to be made, changed, replaced or deleted. */
export const PlannedChange = z.object({
  /** The engine's name of the resource; the same in every plan of its tenant. */
  urn: z.string(),
  /** Pulumi type token. */
  type: z.string(),
  name: z.string(),
  op: z.enum(["create", "update", "replace", "delete"]),
  /** Paths of the inputs that differ; of a replacement, those that force it. Empty when the engine does not report. */
  because: z.array(z.string()),
  /** What it would be, as far as that may be shown: where it is, its size, labels and rules. Never a secret. */
  inputs: z.record(z.string(), z.unknown()),
});
export type PlannedChange = z.infer<typeof PlannedChange>;

/** What a policy has to say about a plan. `deny` keeps it from being carried out. */
export const PolicyFinding = z.object({
  policy: z.string(),
  level: z.enum(["deny", "warn"]),
  message: z.string(),
  /** Name of the resource that it is about. @default - the plan as a whole */
  resource: z.string().optional(),
});
export type PolicyFinding = z.infer<typeof PolicyFinding>;

const Money = z.object({ amount: z.number(), currency: z.string() });

/** What an operation would change, reported before it changes anything. */
export const OperationPlan = z.object({
  changes: z.array(PlannedChange),
  /** Of the machine, before tax. Null: hardware of the operator's own, or not known. */
  costPerMonth: z.object({ before: Money.nullable(), after: Money.nullable() }),
  findings: z.array(PolicyFinding),
  /** Those of the changes that lose a machine or a data volume: they need an approval. */
  needsApproval: z.array(PlannedChange.pick({ urn: true, type: true, name: true, op: true })),
});
export type OperationPlan = z.infer<typeof OperationPlan>;

/** Asks for the approval of an operation that was refused for want of one. */
export const ApprovalRequest = z.strictObject({
  /** Why; it goes into the audit log. */
  reason: z.string().trim().min(3).max(500),
  /** Seconds until the token ends. */
  expiresInSec: z.number().int().min(60).max(86_400).default(900),
});
export type ApprovalRequest = z.infer<typeof ApprovalRequest>;

/** An approval as the API shows it. */
export const Approval = z.object({
  id: z.string(),
  /** The operation that was refused for want of it. */
  operationId: z.string(),
  tenantId: z.string(),
  /** What is approved; a plan that would lose anything else is refused again. */
  changes: OperationPlan.shape.needsApproval,
  reason: z.string(),
  /** Id of the API key that gave it. */
  givenBy: z.string(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  /** Null: it was not used yet. */
  usedAt: z.iso.datetime().nullable(),
});
export type Approval = z.infer<typeof Approval>;
