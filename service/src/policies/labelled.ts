import { cloudTag, LABEL_TENANT, type PlannedChange } from "@freehold/model";
import type { Policy } from "./policy.ts";

/** What is found again by its labels or tags only, with the input that holds them. */
const LABELLED: Readonly<Record<string, "labels" | "tags">> = {
  "hcloud:index/server:Server": "labels",
  "hcloud:index/volume:Volume": "labels",
  "hcloud:index/sshKey:SshKey": "labels",
  "hcloud:index/primaryIp:PrimaryIp": "labels",
  "hcloud:index/floatingIp:FloatingIp": "labels",
  "docker:index/network:Network": "labels",
  "docker:index/volume:Volume": "labels",
  "digitalocean:index/droplet:Droplet": "tags",
  "digitalocean:index/volume:Volume": "tags",
};

/** What carries no label of its tenant is found by nobody once the state is lost, and costs for ever. */
export const labelled: Policy = {
  name: "labelled-resources",
  description: "everything that costs or holds data carries the label or tag of its tenant",
  check: ({ changes }) =>
    changes
      .filter(({ type, op }) => op !== "delete" && type in LABELLED)
      .filter((change) => !isLabelled(change))
      .map(({ type, name }) => ({
        level: "deny",
        resource: name,
        message: `${type} "${name}" has no ${LABELLED[type]} that name its tenant`,
      })),
};

function isLabelled({ type, inputs }: PlannedChange): boolean {
  const value = inputs[LABELLED[type] ?? "labels"];
  const tag = cloudTag(LABEL_TENANT, "");
  if (Array.isArray(value)) return value.some((one) => (typeof one === "string" ? one.startsWith(tag) : isLabel(one)));
  return typeof value === "object" && value !== null && LABEL_TENANT in value;
}

/** Docker's labels are a list of pairs. */
function isLabel(one: unknown): boolean {
  return typeof one === "object" && one !== null && "label" in one && one.label === LABEL_TENANT;
}
