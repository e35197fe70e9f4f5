import type { InputsOf, StateOf } from "@freehold/provider-kit";
import type { Firewall, FirewallArgs } from "@pulumi/hcloud";
import type * as wire from "./wire.ts";

export type FirewallInputs = InputsOf<FirewallArgs>;
export type FirewallState = StateOf<Firewall>;
type Rule = NonNullable<FirewallInputs["rules"]>[number];
type Target = NonNullable<FirewallInputs["applyTos"]>[number];

/** What the vendor reports of a firewall, in the words of the SDK. Targets are reported only if the program named some. */
export function shownFirewall(firewall: wire.Firewall, { applyTos }: Partial<FirewallInputs>): Partial<FirewallState> {
  return {
    name: firewall.name,
    labels: firewall.labels,
    rules: firewall.rules.map(shownRule) as NonNullable<FirewallState["rules"]>,
    ...(applyTos ? { applyTos: firewall.applied_to.map(shownTarget) as FirewallState["applyTos"] } : {}),
  };
}

/** A rule as the vendor wants it. */
export function wireRule(rule: Rule): object {
  return {
    direction: rule.direction,
    protocol: rule.protocol,
    ...(rule.port === undefined ? {} : { port: rule.port }),
    ...(rule.sourceIps?.length ? { source_ips: rule.sourceIps } : {}),
    ...(rule.destinationIps?.length ? { destination_ips: rule.destinationIps } : {}),
    ...(rule.description === undefined ? {} : { description: rule.description }),
  };
}

/** A target as the vendor wants it: one server, or all that a label selector finds. */
export function wireTarget(target: Target): wire.FirewallTarget {
  if (target.labelSelector) return { type: "label_selector", label_selector: { selector: target.labelSelector } };
  return { type: "server", server: { id: target.server ?? 0 } };
}

/** Whether two targets are the same. */
export function sameTarget(a: wire.FirewallTarget, b: wire.FirewallTarget): boolean {
  return (
    a.type === b.type && a.server?.id === b.server?.id && a.label_selector?.selector === b.label_selector?.selector
  );
}

function shownRule(rule: wire.FirewallRule): Rule {
  return {
    direction: rule.direction,
    protocol: rule.protocol,
    ...(rule.port === null ? {} : { port: rule.port }),
    ...(rule.source_ips.length > 0 ? { sourceIps: rule.source_ips } : {}),
    ...(rule.destination_ips.length > 0 ? { destinationIps: rule.destination_ips } : {}),
    ...(rule.description ? { description: rule.description } : {}),
  };
}

function shownTarget(target: wire.FirewallTarget): Target {
  return target.type === "server" ? { server: target.server?.id } : { labelSelector: target.label_selector?.selector };
}
