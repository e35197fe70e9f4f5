import { ANYWHERE, type OpenPort } from "./web-profile.ts";

/** The rules of a DigitalOcean firewall, as `@pulumi/digitalocean` takes them; its types would ask every program to install it. */
export interface DigitaloceanFirewallRules {
  inboundRules: { protocol: string; portRange: string; sourceAddresses: string[] }[];
  outboundRules: { protocol: string; portRange?: string; destinationAddresses: string[] }[];
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
