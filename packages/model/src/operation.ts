import { z } from "zod";
import { OperationPlan } from "./plan.ts";
import { TenantId, Waiting } from "./tenant.ts";
import { OperationKind, OperationStatus, Stage } from "./vocabulary.ts";

/** One stage that an operation went through, with its length in milliseconds (null while it runs). */
export const StageRecord = z.object({ name: Stage, startedAt: z.iso.datetime(), ms: z.number().int().nullable() });
export type StageRecord = z.infer<typeof StageRecord>;

/** A resource that the engine made, by its Pulumi type token. */
export const ResourceSummary = z.object({ type: z.string(), name: z.string() });
export type ResourceSummary = z.infer<typeof ResourceSummary>;

/** A failure that may pass by itself, after which an operation was tried again. */
export const OperationRetry = z.object({
  at: z.iso.datetime(),
  code: z.string(),
  reason: z.string(),
  undoing: z.boolean().describe("True when it was the clean-up that failed"),
  pauseMs: z.number().int().describe("Milliseconds from the failure to the next try"),
});
export type OperationRetry = z.infer<typeof OperationRetry>;

/** An operation as the API shows it. */
export const Operation = z.object({
  id: z.string(),
  tenantId: TenantId.nullable().describe("Whom it is about; null for an operation of a shared host"),
  hostId: z
    .string()
    .nullable()
    .describe("The shared host that it builds or destroys; null for an operation of a tenant"),
  kind: OperationKind,
  status: OperationStatus,
  stage: Stage.nullable(),
  percent: z.number().int().min(0).max(100).describe("0 to 100; never falls"),
  stages: z.array(StageRecord),
  resources: z.array(ResourceSummary),
  failure: z.object({ code: z.string(), reason: z.string(), nextStep: z.string() }).nullable(),
  notice: z
    .string()
    .nullable()
    .describe(
      "What its owner must know although it went well, such as data that a move could not bring along; null when there is nothing",
    ),
  waiting: Waiting.nullable().describe(
    "Set while it is queued because no cloud has a machine for it, or a move failed: it is tried again by itself",
  ),
  plan: OperationPlan.nullable().describe(
    "What it would change, reported before it changed anything; null when nobody had to be asked or it did not come so far",
  ),
  queuePosition: z
    .number()
    .int()
    .nullable()
    .describe(
      "Its place among those that wait for a worker, 1 for the next one; given for a single operation only, and null when it does not wait",
    ),
  queuedFor: z
    .string()
    .nullish()
    .describe(
      "Why it waits although it could begin: its account has too few calls left, its cloud asked for a pause, or no worker that runs can carry it out, with what ends it. Given for a single operation only; null when it does not wait for that",
    ),
  retries: z.array(OperationRetry).describe("Failures after which it was tried again, oldest first"),
  retryAt: z.iso.datetime().nullable().describe("Set while it is queued for another try: when that begins"),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
  ms: z.number().int().nullable().describe("Milliseconds from start to end; null while it runs"),
});
export type Operation = z.infer<typeof Operation>;

/** What an operation reports while it runs; the `event` field of the server-sent events is `kind`. */
export const OperationEvent = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("stage"),
    seq: z.number().int(),
    at: z.iso.datetime(),
    stage: Stage,
    percent: z.number().int(),
  }),
  z.object({
    kind: z.literal("resource"),
    seq: z.number().int(),
    at: z.iso.datetime(),
    type: z.string(),
    name: z.string(),
    op: z.string().describe("The engine's verb: create, update, replace, delete, same, read, import, refresh"),
    state: z.enum(["started", "done", "failed"]),
    percent: z.number().int(),
  }),
  z.object({
    kind: z.literal("log"),
    seq: z.number().int(),
    at: z.iso.datetime(),
    level: z.enum(["info", "warning", "error"]),
    message: z.string(),
  }),
  z.object({
    kind: z.literal("done"),
    seq: z.number().int(),
    at: z.iso.datetime(),
    status: OperationStatus,
    percent: z.number().int(),
  }),
]);
export type OperationEvent = z.infer<typeof OperationEvent>;
