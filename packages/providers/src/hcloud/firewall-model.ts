import { isDeepStrictEqual } from "node:util";
import { canonicalNetwork } from "@freehold/model";
import type { InputsOf, StateOf } from "@freehold/provider-kit";
import type { Firewall, FirewallArgs } from "@pulumi/hcloud";
import type * as wire from "./wire.ts";

export type FirewallInputs = InputsOf<FirewallArgs>;
export type FirewallState = StateOf<Firewall>;
type Rule = NonNullable<FirewallInputs["rules"]>[number];
type Target = NonNullable<FirewallInputs["applyTos"]>[number];

/** What the vendor reports of a firewall, in the words of the SDK. Targets are reported only if the program named some. */
export function shownFirewall(
  firewall: wire.Firewall,
  { applyTos, rules: written = [] }: Partial<FirewallInputs>,
): Partial<FirewallState> {
  const rules = firewall.rules.map(shownRule);
  return {
    name: firewall.name,
    labels: firewall.labels,
    rules: rules.map((rule) => asWritten(rule, written)) as NonNullable<FirewallState["rules"]>,
    ...(applyTos ? { applyTos: firewall.applied_to.map(shownTarget) as FirewallState["applyTos"] } : {}),
  };
}

/** A rule as the vendor wants it. */
export function wireRule(rule: Rule): object {
  return {
    direction: rule.direction,
    protocol: rule.protocol,
    ...(rule.port === undefined ? {} : { port: rule.port }),
    ...(rule.sourceIps?.length ? { source_ips: rule.sourceIps.map(wireNetwork) } : {}),
    ...(rule.destinationIps?.length ? { destination_ips: rule.destinationIps.map(wireNetwork) } : {}),
    ...(rule.description === undefined ? {} : { description: rule.description }),
  };
}

/** The official plugin makes a network of a single address: `normalizeIP` in internal/firewall/validation.go. */
function wireNetwork(text: string): string {
  return canonicalNetwork(text) ?? text;
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

/** The vendor shortens IPv6 networks: a rule that means the same is shown as the program wrote it, as the official plugin does. */
function asWritten(rule: Rule, written: readonly Rule[]): Rule {
  return written.find((candidate) => isDeepStrictEqual(canonicalRule(candidate), canonicalRule(rule))) ?? rule;
}

function canonicalRule({ sourceIps = [], destinationIps = [], ...rule }: Rule): object {
  const canonical = (networks: readonly string[]) => networks.map((text) => canonicalNetwork(text) ?? text).sort();
  const given = Object.fromEntries(Object.entries(rule).filter(([, value]) => value !== undefined));
  return { ...given, sourceIps: canonical(sourceIps), destinationIps: canonical(destinationIps) };
}

function shownTarget(target: wire.FirewallTarget): Target {
  return target.type === "server" ? { server: target.server?.id } : { labelSelector: target.label_selector?.selector };
}
