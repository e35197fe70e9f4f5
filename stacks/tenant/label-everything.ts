import { KEEP_CREATING_OPERATION } from "@freehold/components";
import { cloudTag, LABEL_MANAGED_BY, LABEL_TENANT, type Ownership, tenantLabels } from "@freehold/model";
import * as pulumi from "@pulumi/pulumi";

/** Types of Hetzner's that have no labels. */
const WITHOUT_LABELS = [
  "NetworkSubnet",
  "NetworkRoute",
  "ServerNetwork",
  "VolumeAttachment",
  "Rdns",
  "FirewallAttachment",
];

/** Types of DigitalOcean's whose tags say whose they are; a firewall's tags say what it is for. */
const WITH_TAGS = ["digitalocean:index/droplet:Droplet", "digitalocean:index/volume:Volume"];

/** Types of Docker's whose labels are a list. */
const WITH_LABEL_LISTS = [
  "docker:index/container:Container",
  "docker:index/network:Network",
  "docker:index/volume:Volume",
];

/**
 * Labels every resource that can carry labels or tags with whose it is, also those that a later version of the program adds and
 * forgets to label: unlabelled things at a cloud are found again by nobody.
 */
export function labelEverything(owner: Ownership): void {
  pulumi.runtime.registerStackTransformation(({ type, props, opts }) => {
    if (canCarryLabels(type)) {
      const labels = { ...tenantLabels(owner), ...props.labels };
      return { props: { ...props, labels }, opts: ignoring(opts, KEEP_CREATING_OPERATION) };
    }
    if (WITH_LABEL_LISTS.includes(type)) {
      return { props: { ...props, labels: withLabels(props.labels, owner) }, opts: ignoring(opts, ["labels"]) };
    }
    if (!WITH_TAGS.includes(type)) return undefined;
    return { props: { ...props, tags: withTags(props.tags, owner) }, opts: ignoring(opts, ["tags"]) };
  });
}

/** True for resources of Hetzner Cloud, such as `hcloud:index/server:Server`, but for those without labels. */
export function canCarryLabels(type: string): boolean {
  const name = /^hcloud:index\/\w+:(\w+)$/.exec(type)?.[1];
  return name !== undefined && !WITHOUT_LABELS.includes(name);
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
