import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import type { BlueprintResource } from "../contract.ts";

/** The engine's verbs of a preview for what the state does not have yet, or has only as what is to be replaced. */
const MADE: readonly string[] = ["create", "create-replacement"];

/** Inputs by which something is found again at its cloud. An allow-list: all other inputs may be secret. */
const FOUND_BY = ["name", "type", "zoneId", "nodeName", "version"] as const;

/** What stands in an event for a value that is known only when something is made. */
const UNKNOWN = /^(output<.*>|04da6b54-80e4-46f7-96ec-b56ff0331ba9)$/;

/** How the resources hang together that a preview would make. */
export interface Blueprint {
  onEvent(event: EngineEvent): void;
  /** Parents and providers before what needs them. */
  list(): BlueprintResource[];
}

/** Collects what a preview would make, reduced to what is needed to find it at its cloud and to know its place in the state. */
export function collectBlueprint(): Blueprint {
  const resources = new Map<string, BlueprintResource>();
  return {
    onEvent({ resourcePreEvent }) {
      const { op, urn, type, new: planned } = resourcePreEvent?.metadata ?? {};
      if (op === undefined || urn === undefined || type === undefined || planned === undefined) return;
      if (!MADE.includes(op)) return;
      const { custom = false, parent, provider, protect = false, inputs } = planned;
      resources.set(urn, { urn, type, custom, parent, provider, protect, foundBy: foundBy(inputs) });
    },
    list: () => [...resources.values()],
  };
}

function foundBy(inputs: Record<string, unknown>): BlueprintResource["foundBy"] {
  const entries = FOUND_BY.map((key) => [key, inputs[key]] as const);
  return Object.fromEntries(
    entries.filter((entry): entry is [(typeof FOUND_BY)[number], string] => {
      const [, value] = entry;
      return typeof value === "string" && value !== "" && !UNKNOWN.test(value);
    }),
  );
}
