import { KEEP_CREATING_OPERATION } from "@freehold/components";
import {
  cloudTag,
  LABEL_MANAGED_BY,
  LABEL_TENANT,
  type OwnerMark,
  type Ownership,
  resourceKindOf,
  tenantLabels,
} from "@freehold/model";
import * as pulumi from "@pulumi/pulumi";

/** Writes whose a resource is into its inputs, and says what of them later updates leave as it is. */
type Label = (props: pulumi.Inputs, owner: Ownership) => { written: pulumi.Inputs; kept: readonly string[] };

/** By where a kind says whose it is. Undefined: nothing can be added, or the component that makes it says it. */
const LABEL: Readonly<Record<OwnerMark, Label | undefined>> = {
  labels: ({ labels }, owner) => ({
    written: { labels: { ...tenantLabels(owner), ...labels } },
    kept: KEEP_CREATING_OPERATION,
  }),
  "label-list": ({ labels }, owner) => ({ written: { labels: withLabels(labels, owner) }, kept: ["labels"] }),
  tags: ({ tags }, owner) => ({ written: { tags: withTags(tags, owner) }, kept: ["tags"] }),
  "tag-words": undefined,
  comment: undefined,
  description: undefined,
  identifier: undefined,
  name: undefined,
  machine: undefined,
  nothing: undefined,
};

/**
 * Labels every resource that can carry labels or tags with whose it is, also those that a later version of the program adds and
 * forgets to label: unlabelled things at a cloud are found again by nobody. For the same reason a kind without a row in the table of
 * resource kinds is refused.
 */
export function labelEverything(owner: Ownership): void {
  pulumi.runtime.registerStackTransformation(({ type, name, props, opts }) => {
    if (isNoResource(type)) return undefined;
    const kind = resourceKindOf(type);
    if (kind === undefined) {
      throw new Error(
        `${type} "${name}" has no row in the table of resource kinds (packages/model): nobody would find it again`,
      );
    }
    const label = LABEL[kind.ownerIn];
    if (label === undefined) return undefined;
    const { written, kept } = label(props, owner);
    return { props: { ...props, ...written }, opts: ignoring(opts, kept) };
  });
}

/** True for what is nowhere but in the engine: components, the stack and its providers. */
function isNoResource(type: string): boolean {
  return type.startsWith("freehold:") || type.startsWith("pulumi:");
}

function ignoring(opts: pulumi.ResourceOptions, properties: readonly string[]): pulumi.ResourceOptions {
  return { ...opts, ignoreChanges: [...new Set([...(opts.ignoreChanges ?? []), ...properties])] };
}

interface ListedLabel {
  label: string;
  value: string;
}

function withLabels(labels: pulumi.Input<ListedLabel[]> | undefined, owner: Ownership): pulumi.Output<ListedLabel[]> {
  const ours = Object.entries(tenantLabels(owner)).map(([label, value]) => ({ label, value }));
  return pulumi
    .output(labels ?? [])
    .apply((given) => [...given, ...ours.filter(({ label }) => given.every((one) => one.label !== label))]);
}

function withTags(tags: pulumi.Input<string[]> | undefined, { tenantId }: Ownership): pulumi.Output<string[]> {
  const ours = [cloudTag(LABEL_MANAGED_BY, "freehold"), cloudTag(LABEL_TENANT, tenantId)];
  return pulumi.output(tags ?? []).apply((given) => [...new Set([...given, ...ours])]);
}
