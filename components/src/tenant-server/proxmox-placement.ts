/** Where a machine goes in a cluster of Proxmox VE. */
export interface ProxmoxPlacement {
  /**
   * Number of the virtual machine that is cloned: a template with cloud-init and qemu-guest-agent in it, on the machine's own node.
   *
   * @default 9000
   */
  templateId?: number;

  /**
   * Storage of the disk and of the cloud-init drive.
   *
   * @default "local-lvm"
   */
  storage?: string;

  /**
   * Storage of the user data: a folder of the node, which must allow snippets. The provider writes there by SSH.
   *
   * @default "local"
   */
  snippetStorage?: string;

  /**
   * Who writes there: the user of the provider's `ssh.username`. Only root may close a snippet to others: what somebody else writes by sudo
   * every user of the node can read, and with it the machine's host key.
   *
   * @default "root"
   */
  snippetUser?: string;

  /**
   * Bridge that the machine is on, or virtual network (vnet) of the cluster's software-defined network.
   *
   * @default "vmbr0"
   */
  bridge?: string;

  /**
   * VLAN tag of the network card, 1 to 4094.
   *
   * @default - untagged
   */
  vlan?: number;

  /**
   * Pool that the machine is a member of; it must exist.
   *
   * @default - none
   */
  pool?: string;

  /**
   * Static IPv4 address in CIDR form, such as `192.0.2.7/24`. Takes effect when the machine is provisioned.
   *
   * @default - DHCP
   */
  address?: string;

  /**
   * Gateway for a static address.
   *
   * @default - none
   */
  gateway?: string;
}
