import type { CheckFailure } from "@freehold/provider-kit";
import type { FirewallInputs } from "./firewall-model.ts";
import { tagFailures } from "./tag-failures.ts";

const PROTOCOLS = ["tcp", "udp", "icmp"];

/** Finds rules that the official plugin refuses: digitalocean/firewall/firewalls.go of digitalocean/terraform-provider-digitalocean. */
export function firewallFailures(inputs: Partial<FirewallInputs>): CheckFailure[] {
  const inbound = (inputs.inboundRules ?? []).flatMap((rule, index) =>
    ruleFailures(`inboundRules`, index, rule.protocol, rule.portRange, rule.sourceAddresses, rule.sourceTags),
  );
  const outbound = (inputs.outboundRules ?? []).flatMap((rule, index) =>
    ruleFailures(
      "outboundRules",
      index,
      rule.protocol,
      rule.portRange,
      rule.destinationAddresses,
      rule.destinationTags,
    ),
  );
  return [...tagFailures(inputs.tags), ...inbound, ...outbound];
}

function ruleFailures(
  property: string,
  index: number,
  protocol: string,
  portRange: string | undefined,
  addresses: readonly string[] | undefined,
  tags: readonly string[] | undefined,
): CheckFailure[] {
  const fail = (reason: string) => ({ property, reason: `[${index}]: ${reason}` });
  return [
    ...(PROTOCOLS.includes(protocol) ? [] : [fail(`protocol must be tcp, udp or icmp, got "${protocol}"`)]),
    ...(portRange === "" ? [fail("portRange must not be empty; leave it out for icmp")] : []),
    ...((addresses ?? []).includes("") ? [fail("addresses must have no empty text in it")] : []),
    ...tagFailures(tags, property),
  ];
}
