import { canonicalNetwork } from "@freehold/model";
import type * as hcloud from "@pulumi/hcloud";
import type { OpenPort } from "./web-profile.ts";

/** The ports as Hetzner's firewalls take them: what no rule names is closed. */
export function hetznerFirewallRules(openPorts: readonly OpenPort[]): hcloud.types.input.FirewallRule[] {
  return openPorts.map(({ port, allowedFrom, description }) => ({
    direction: "in",
    protocol: "tcp",
    port,
    sourceIps: allowedFrom.map(canonical),
    description,
  }));
}

/** In the spelling that Hetzner answers with: it shortens IPv6. */
function canonical(network: string): string {
  return canonicalNetwork(network) ?? network;
}
