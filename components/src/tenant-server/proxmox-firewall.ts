import { parseIpNetwork } from "@freehold/model";
import type * as Proxmoxve from "@muhlba91/pulumi-proxmoxve";
import type * as pulumi from "@pulumi/pulumi";
import { proxmoxve } from "../sdks/proxmoxve.ts";
import { CLOSED_AGAIN, type OpenPort } from "./web-profile.ts";

/** The ports that not everybody may reach: the IP set of those who may, and the resource that it is. */
const SETS: Readonly<Record<string, { set: string; suffix: string; comment: string }>> = {
  SSH: { set: "freehold-ssh", suffix: "ssh-networks", comment: "may reach SSH" },
  database: { set: "freehold-database", suffix: "database-networks", comment: "may reach the database" },
};

/** What a firewall is made for. */
export interface ProxmoxFirewallArgs {
  name: string;
  nodeName: string;
  machine: Proxmoxve.VmLegacy;
  openPorts: readonly OpenPort[];
}

/**
 * The firewall of one virtual machine: SSH and the database each from the networks of an IP set, HTTP and HTTPS from everywhere, nothing
 * else comes in. The cluster's own firewall must be on, else no machine's is enforced.
 */
export function createProxmoxFirewall(parent: pulumi.Resource, args: ProxmoxFirewallArgs): void {
  const { name, nodeName, machine, openPorts } = args;
  const guest = { nodeName, vmId: machine.vmId };
  // A machine takes its firewall with it.
  const opts = { parent, deletedWith: machine };
  const sets = openPorts.flatMap(({ description, allowedFrom }) => {
    const known = SETS[description];
    if (known === undefined) return [];
    const { set, suffix, comment } = known;
    const cidrs = setNetworks(allowedFrom);
    const replace = { ...opts, deleteBeforeReplace: true, ...(description === "database" ? CLOSED_AGAIN : {}) };
    return [new proxmoxve.firewall.IpsetLegacy(`${name}-${suffix}`, { ...guest, name: set, comment, cidrs }, replace)];
  });
  const rules = new proxmoxve.firewall.RulesLegacy(
    `${name}-firewall-rules`,
    {
      ...guest,
      rules: openPorts.map(({ port, description }) => ({
        type: "in",
        action: "ACCEPT",
        proto: "tcp",
        dport: port,
        comment: description,
        enabled: true,
        ...sourceOf(description),
      })),
    },
    { ...opts, dependsOn: sets, deleteBeforeReplace: true },
  );
  new proxmoxve.firewall.OptionsLegacy(
    `${name}-firewall`,
    // The answers to DHCP and to neighbour discovery are no connections that the machine began.
    { ...guest, enabled: true, inputPolicy: "DROP", outputPolicy: "ACCEPT", dhcp: true, ndp: true, radv: false },
    { ...opts, dependsOn: [rules], deleteBeforeReplace: true },
  );
}

function sourceOf(description: string): { source?: string } {
  const known = SETS[description];
  return known === undefined ? {} : { source: `+${known.set}` };
}

/**
 * The networks as an IP set keeps them: IPv6 shortened, single addresses without a length, and halves in place of all addresses ("a zero
 * prefix is not allowed in ipset entries": PVE::API2::Firewall::IPSet). Another spelling would be changed at every update.
 */
function setNetworks(networks: readonly string[]): { name: string }[] {
  const names = networks.flatMap((network) => {
    const { version, start, prefix } = parseIpNetwork(network) ?? { version: 4, start: network, prefix: 32 };
    if (prefix === 0) return version === 6 ? ["::/1", "8000::/1"] : ["0.0.0.0/1", "128.0.0.0/1"];
    return [prefix === (version === 6 ? 128 : 32) ? start : `${start}/${prefix}`];
  });
  return [...new Set(names)].map((name) => ({ name }));
}
