import { KEEP_CREATING_OPERATION } from "@freehold/components";
import { type Ownership, tenantLabels } from "@freehold/model";
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

/**
 * Labels every resource that can carry labels with whose it is, also those that a later version of the program adds and forgets to
 * label: unlabelled things at a cloud are found again by nobody.
 */
export function labelEverything(owner: Ownership): void {
  pulumi.runtime.registerStackTransformation(({ type, props, opts }) => {
    if (!canCarryLabels(type)) return undefined;
    return {
      props: { ...props, labels: { ...tenantLabels(owner), ...props.labels } },
      opts: { ...opts, ignoreChanges: [...new Set([...(opts.ignoreChanges ?? []), ...KEEP_CREATING_OPERATION])] },
    };
  });
}

/** True for resources of Hetzner Cloud, such as `hcloud:index/server:Server`, but for those without labels. */
export function canCarryLabels(type: string): boolean {
  const name = /^hcloud:index\/\w+:(\w+)$/.exec(type)?.[1];
  return name !== undefined && !WITHOUT_LABELS.includes(name);
}
