import { canonicalNetwork } from "@freehold/model";
import type { OpenPort } from "./web-profile.ts";

/** A rule of a Hetzner firewall, as `@pulumi/hcloud` takes it; its types would ask every program to install it. */
export interface HetznerFirewallRule {
  direction: string;
  protocol: string;
  port: string;
  /** Networks in CIDR form. */
  sourceIps: string[];
  description: string;
}

/** The ports as Hetzner's firewalls take them: what no rule names is closed. */
export function hetznerFirewallRules(openPorts: readonly OpenPort[]): HetznerFirewallRule[] {
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
