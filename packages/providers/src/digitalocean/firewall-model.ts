import type { InputsOf, StateOf } from "@freehold/provider-kit";
import type { Firewall, FirewallArgs } from "@pulumi/digitalocean";
import type * as wire from "./wire.ts";

export type FirewallInputs = InputsOf<FirewallArgs>;
export type FirewallState = StateOf<Firewall>;

type InboundRule = NonNullable<FirewallState["inboundRules"]>[number];
type OutboundRule = NonNullable<FirewallState["outboundRules"]>[number];

/** The body of a firewall: always the whole of it. */
export function wireFirewall(inputs: FirewallInputs) {
  return {
    name: inputs.name,
    droplet_ids: inputs.dropletIds ?? [],
    tags: inputs.tags ?? [],
    inbound_rules: (inputs.inboundRules ?? []).map((rule) => ({
      protocol: rule.protocol,
      ports: portsOf(rule.portRange),
      sources: target(
        rule.sourceAddresses,
        rule.sourceDropletIds,
        rule.sourceLoadBalancerUids,
        rule.sourceKubernetesIds,
        rule.sourceTags,
      ),
    })),
    outbound_rules: (inputs.outboundRules ?? []).map((rule) => ({
      protocol: rule.protocol,
      ports: portsOf(rule.portRange),
      destinations: target(
        rule.destinationAddresses,
        rule.destinationDropletIds,
        rule.destinationLoadBalancerUids,
        rule.destinationKubernetesIds,
        rule.destinationTags,
      ),
    })),
  };
}

/** What the vendor reports of a firewall, in the words of the SDK. */
export function shownFirewall(live: wire.Firewall) {
  return {
    name: live.name,
    status: live.status,
    createdAt: live.created_at,
    dropletIds: live.droplet_ids ?? [],
    tags: live.tags ?? [],
    inboundRules: live.inbound_rules.map(shownInbound),
    outboundRules: live.outbound_rules.map(shownOutbound),
    pendingChanges: live.pending_changes.map((change) => ({
      dropletId: change.droplet_id,
      removing: change.removing,
      status: change.status,
    })),
  };
}

function portsOf(range: string | undefined): string {
  return range === undefined || range === "" ? "0" : range;
}

function target(
  addresses: string[] = [],
  dropletIds: number[] = [],
  loadBalancerUids: string[] = [],
  kubernetesIds: string[] = [],
  tags: string[] = [],
): wire.Target {
  return {
    ...(addresses.length > 0 ? { addresses } : {}),
    ...(dropletIds.length > 0 ? { droplet_ids: dropletIds } : {}),
    ...(loadBalancerUids.length > 0 ? { load_balancer_uids: loadBalancerUids } : {}),
    ...(kubernetesIds.length > 0 ? { kubernetes_ids: kubernetesIds } : {}),
    ...(tags.length > 0 ? { tags } : {}),
  };
}

/** The vendor writes all ports as `0`; ICMP has none. */
function rangeOf({ protocol, ports }: { protocol: string; ports: string }): { portRange?: string } {
  if (protocol === "icmp") return {};
  return { portRange: ports === "0" ? "all" : ports };
}

function shownInbound(rule: wire.Firewall["inbound_rules"][number]): InboundRule {
  const { sources } = rule;
  return {
    protocol: rule.protocol,
    ...rangeOf(rule),
    ...(sources.addresses?.length ? { sourceAddresses: sources.addresses } : {}),
    ...(sources.droplet_ids?.length ? { sourceDropletIds: sources.droplet_ids } : {}),
    ...(sources.load_balancer_uids?.length ? { sourceLoadBalancerUids: sources.load_balancer_uids } : {}),
    ...(sources.kubernetes_ids?.length ? { sourceKubernetesIds: sources.kubernetes_ids } : {}),
    ...(sources.tags?.length ? { sourceTags: sources.tags } : {}),
  } as InboundRule;
}

function shownOutbound(rule: wire.Firewall["outbound_rules"][number]): OutboundRule {
  const { destinations } = rule;
  return {
    protocol: rule.protocol,
    ...rangeOf(rule),
    ...(destinations.addresses?.length ? { destinationAddresses: destinations.addresses } : {}),
    ...(destinations.droplet_ids?.length ? { destinationDropletIds: destinations.droplet_ids } : {}),
    ...(destinations.load_balancer_uids?.length
      ? { destinationLoadBalancerUids: destinations.load_balancer_uids }
      : {}),
    ...(destinations.kubernetes_ids?.length ? { destinationKubernetesIds: destinations.kubernetes_ids } : {}),
    ...(destinations.tags?.length ? { destinationTags: destinations.tags } : {}),
  } as OutboundRule;
}
