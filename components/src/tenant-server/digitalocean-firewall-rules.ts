import type * as digitalocean from "@pulumi/digitalocean";
import { ANYWHERE, type OpenPort } from "./web-profile.ts";

/** The rules of a DigitalOcean firewall. */
export interface DigitaloceanFirewallRules {
  inboundRules: digitalocean.types.input.FirewallInboundRule[];
  outboundRules: digitalocean.types.input.FirewallOutboundRule[];
}

/** The ports as DigitalOcean's firewalls take them. What no rule names is closed, in both directions: all that goes out is let out. */
export function digitaloceanFirewallRules(openPorts: readonly OpenPort[]): DigitaloceanFirewallRules {
  return {
    inboundRules: openPorts.map(({ port, allowedFrom }) => ({
      protocol: "tcp",
      portRange: port,
      sourceAddresses: allowedFrom,
    })),
    outboundRules: [
      { protocol: "tcp", portRange: "all", destinationAddresses: ANYWHERE },
      { protocol: "udp", portRange: "all", destinationAddresses: ANYWHERE },
      { protocol: "icmp", destinationAddresses: ANYWHERE },
    ],
  };
}
