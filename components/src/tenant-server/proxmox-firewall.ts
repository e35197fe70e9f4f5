import { parseIpNetwork } from "@freehold/model";
import * as proxmoxve from "@muhlba91/pulumi-proxmoxve";
import type * as pulumi from "@pulumi/pulumi";
import { webProfile } from "./web-profile.ts";

/** Name of the IP set, and what a rule calls it. */
const SSH_SET = "freehold-ssh";

/** What a firewall is made for. */
export interface ProxmoxFirewallArgs {
  name: string;
  nodeName: string;
  machine: proxmoxve.VmLegacy;
  sshPort: number;
  sshAllowedFrom: readonly string[];
}

/**
 * The firewall of one virtual machine: SSH from the networks of an IP set, HTTP and HTTPS from everywhere, nothing else comes in. The
 * cluster's own firewall must be on, else no machine's is enforced.
 */
export function createProxmoxFirewall(parent: pulumi.Resource, args: ProxmoxFirewallArgs): void {
  const { name, nodeName, machine, sshPort, sshAllowedFrom } = args;
  const guest = { nodeName, vmId: machine.vmId };
  // A machine takes its firewall with it.
  const opts = { parent, deletedWith: machine };
  const set = new proxmoxve.firewall.IpsetLegacy(
    `${name}-ssh-networks`,
    { ...guest, name: SSH_SET, comment: "may reach SSH", cidrs: setNetworks(sshAllowedFrom) },
    { ...opts, deleteBeforeReplace: true },
  );
  const rules = new proxmoxve.firewall.RulesLegacy(
    `${name}-firewall-rules`,
    {
      ...guest,
      rules: webProfile(sshPort, sshAllowedFrom).map(({ port, description }) => ({
        type: "in",
        action: "ACCEPT",
        proto: "tcp",
        dport: port,
        comment: description,
        enabled: true,
        ...(description === "SSH" ? { source: `+${SSH_SET}` } : {}),
      })),
    },
    { ...opts, dependsOn: [set], deleteBeforeReplace: true },
  );
  new proxmoxve.firewall.OptionsLegacy(
    `${name}-firewall`,
    // The answers to DHCP and to neighbour discovery are no connections that the machine began.
    { ...guest, enabled: true, inputPolicy: "DROP", outputPolicy: "ACCEPT", dhcp: true, ndp: true, radv: false },
    { ...opts, dependsOn: [rules], deleteBeforeReplace: true },
  );
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
