import { isDeepStrictEqual } from "node:util";
import type { StepEventMetadata } from "@pulumi/pulumi/automation/index.js";
import type { ResourceDrift } from "../contract.ts";

/** Fields that say whose a resource is. */
const LABELS: readonly string[] = ["labels", "tags", "comment"];
/** Fields that are for people, or that a cloud counts by itself. */
const COSMETIC: readonly string[] = ["name", "description", "modifiedOn", "updatedAt", "commentModifiedOn"];
/** Of a record the name decides what it leads. */
const NAMED_BY_NAME = /dnsRecord|route53\/record/;

/** How a resource that was read differs from its state; undefined when it does not. Names of fields only: values may be secret. */
export function driftOf({
  op,
  type,
  urn,
  old,
  new: now,
}: StepEventMetadata): Pick<ResourceDrift, "meaning" | "fields"> | undefined {
  if (old === undefined || !old.custom || type.startsWith("pulumi:") || urn === "") return undefined;
  if (op === "delete" || now === undefined) return { meaning: "gone", fields: [] };
  const [before, after] = [recordOf(old.outputs), recordOf(now.outputs)];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const fields = names.filter((name) => !isDeepStrictEqual(before[name], after[name])).sort();
  if (fields.length === 0) return undefined;
  return { meaning: meaningOf(type, fields), fields };
}

function meaningOf(type: string, fields: readonly string[]): ResourceDrift["meaning"] {
  const cosmetic = NAMED_BY_NAME.test(type) ? COSMETIC.filter((field) => field !== "name") : COSMETIC;
  if (fields.every((field) => cosmetic.includes(field))) return "cosmetic";
  return fields.every((field) => cosmetic.includes(field) || LABELS.includes(field)) ? "labels" : "changed";
}

function recordOf(outputs: unknown): Record<string, unknown> {
  return typeof outputs === "object" && outputs !== null ? (outputs as Record<string, unknown>) : {};
}
