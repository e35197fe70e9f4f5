import { parseIpNetwork } from "@freehold/model";
import type { CheckFailure } from "@freehold/provider-kit";
import type { FirewallInputs } from "./firewall-model.ts";

const DIRECTIONS = ["in", "out"];
const PROTOCOLS = ["tcp", "udp", "icmp", "esp", "gre"];

/**
 * Finds rules that the official plugin refuses: internal/firewall/resource.go and validation.go of
 * hetznercloud/terraform-provider-hcloud. Of a network with host bits it says "… is not the start of the cidr block …".
 */
export function ruleFailures({ rules = [] }: Partial<FirewallInputs>): CheckFailure[] {
  return rules.flatMap(({ direction, protocol, sourceIps = [], destinationIps = [] }, index) => {
    const fail = (reason: string) => ({ property: "rules", reason: `[${index}]: ${reason}` });
    return [
      ...(DIRECTIONS.includes(direction) ? [] : [fail(`${direction} is not a valid direction`)]),
      ...(PROTOCOLS.includes(protocol) ? [] : [fail(`${protocol} is not a valid protocol`)]),
      ...[...sourceIps, ...destinationIps].map(networkProblem).flatMap((problem) => (problem ? [fail(problem)] : [])),
    ];
  });
}

function networkProblem(text: string): string | undefined {
  const network = parseIpNetwork(text);
  if (network === undefined) return `invalid CIDR address: ${text}`;
  const { address, start, prefix } = network;
  return address === start ? undefined : `${text} is not the start of the cidr block ${start}/${prefix}`;
}
