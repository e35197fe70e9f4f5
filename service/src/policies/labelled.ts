import {
  cloudTag,
  LABEL_TENANT,
  type OwnerMark,
  type PlannedChange,
  type ResourceRole,
  resourceKindOf,
} from "@freehold/model";
import type { Policy } from "./policy.ts";

/** The input that says whose a resource is; undefined where that is said elsewhere. */
const LABEL_INPUT: Readonly<Record<OwnerMark, "labels" | "tags" | undefined>> = {
  labels: "labels",
  "label-list": "labels",
  tags: "tags",
  "tag-words": undefined,
  comment: undefined,
  description: undefined,
  identifier: undefined,
  name: undefined,
  machine: undefined,
  nothing: undefined,
};

/** What is found again by its labels or tags only, and is the tenant's own. Firewalls and images are shared. */
const MUST_BE_LABELLED: Readonly<Record<ResourceRole, boolean>> = {
  machine: true,
  volume: true,
  address: true,
  key: true,
  network: true,
  link: false,
  slot: false,
  container: false,
  snippet: false,
  pool: false,
  firewall: false,
  placement_group: false,
  image: false,
  tag: false,
  name: false,
  part: false,
  secret: false,
  command: false,
};

/** What carries no label of its tenant is found by nobody once the state is lost, and costs for ever. */
export const labelled: Policy = {
  name: "labelled-resources",
  description: "everything that costs or holds data carries the label or tag of its tenant",
  check: ({ changes }) =>
    changes.flatMap((change) => {
      const { type, name, op, inputs } = change;
      const input = labelInputOf(type);
      if (op === "delete" || input === undefined || namesTenant(inputs[input])) return [];
      const message = `${type} "${name}" has no ${input} that name its tenant`;
      return [{ level: "deny", resource: name, message }];
    }),
};

function labelInputOf(type: PlannedChange["type"]): "labels" | "tags" | undefined {
  const kind = resourceKindOf(type);
  return kind !== undefined && MUST_BE_LABELLED[kind.role] ? LABEL_INPUT[kind.ownerIn] : undefined;
}

function namesTenant(value: unknown): boolean {
  const tag = cloudTag(LABEL_TENANT, "");
  if (Array.isArray(value)) return value.some((one) => (typeof one === "string" ? one.startsWith(tag) : isLabel(one)));
  return typeof value === "object" && value !== null && LABEL_TENANT in value;
}

/** Docker's labels are a list of pairs. */
function isLabel(one: unknown): boolean {
  return typeof one === "object" && one !== null && "label" in one && one.label === LABEL_TENANT;
}
