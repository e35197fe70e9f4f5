import type { PlannedChange } from "@freehold/model";
import type { EngineEvent, StepEventMetadata } from "@pulumi/pulumi/automation/index.js";

/** The engine's verbs of a preview that change something. A replacement comes as several steps of one resource: one is reported. */
const VERBS: Readonly<Record<string, PlannedChange["op"]>> = {
  create: "create",
  update: "update",
  replace: "replace",
  "create-replacement": "replace",
  delete: "delete",
};

/**
 * Inputs that say what a resource is and who reaches it. An allow-list: all other inputs may be secret, and the engine's events hold them
 * in plain text.
 */
const REPORTED_INPUTS = [
  ...["location", "datacenter", "region", "nodeName", "serverType", "size", "image"],
  ...["labels", "tags", "rules", "inboundRules", "protocol", "port"],
] as const;

/** What a preview foresees. */
export interface PlannedChanges {
  onEvent(event: EngineEvent): void;
  /** In the order in which the engine would come to them. */
  list(): PlannedChange[];
}

/** Collects what a preview foresees, reduced to what may be shown. */
export function collectPlannedChanges(): PlannedChanges {
  const changes = new Map<string, PlannedChange>();
  return {
    onEvent({ resourcePreEvent }) {
      if (resourcePreEvent === undefined) return;
      const { metadata } = resourcePreEvent;
      const op = VERBS[metadata.op];
      if (op === undefined || metadata.type.startsWith("pulumi:")) return;
      changes.set(metadata.urn, changeOf(metadata, op));
    },
    list: () => [...changes.values()],
  };
}

function changeOf(metadata: StepEventMetadata, op: PlannedChange["op"]): PlannedChange {
  const { urn, type } = metadata;
  return {
    urn,
    type,
    name: urn.slice(urn.lastIndexOf("::") + 2),
    op,
    because: [...(metadata.keys ?? metadata.diffs ?? [])],
    inputs: reportedInputs(metadata.new?.inputs),
  };
}

/** Of a resource's inputs those that may be shown. */
export function reportedInputs(inputs: Record<string, unknown> = {}): Record<string, unknown> {
  return Object.fromEntries(REPORTED_INPUTS.flatMap((key) => (key in inputs ? [[key, inputs[key]]] : [])));
}
