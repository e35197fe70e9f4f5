/** A firewall of a machine's own. */
export interface MachineFirewall {
  /** Networks in CIDR form that may reach SSH, such as `192.0.2.0/24`. The machine that runs this program must be among them. */
  sshAllowedFrom: string[];
}

/** A private network of a machine's own. */
export interface PrivateNetwork {
  /** Addresses of the network in CIDR form, such as `10.0.0.0/24`. Changing it replaces the network. */
  ipRange: string;
}

/** A disk beside the machine's own. Hetzner: about 0.044 EUR per GiB and month, DigitalOcean: 0.10 USD. */
export interface DataDisk {
  /** Size in GiB, 10 to 10240. It can grow, not shrink. */
  sizeGib: number;

  /**
   * Leave the disk at the cloud, unattached and charged for, when it would be deleted.
   *
   * @default false
   */
  keep?: boolean;
}

/** What every cloud's machine is given. */
export interface MachineArgs {
  /** The tenant's immutable id: 6 to 32 lower-case letters and digits. In the name and labels of everything. */
  tenantId: string;

  /** Owner of the tenant; a label. */
  organization: string;

  /** The operation that creates the machine; a label that later updates do not change. */
  operation: string;

  /**
   * The cloud's name of the image to start from. Later changes of it leave the machine as it is.
   *
   * @default - the catalogue's image of the cloud: Debian 12 at Hetzner, Debian 13 at DigitalOcean
   */
  image?: string;

  /**
   * User who may log in by SSH, and run `hostctl` as root and nothing else.
   *
   * @default "freehold"
   */
  sshUser?: string;

  /**
   * Port of the SSH server, 1 to 65535. Takes effect when the machine is provisioned.
   *
   * @default 22
   */
  sshPort?: number;

  /**
   * The account's firewall profile for this machine, as the label or tag `freehold-profile`. Profiles are made by the account's stack:
   * without one of that name nothing is closed.
   *
   * @default "web"
   */
  profile?: string;

  /**
   * A firewall of the machine's own: SSH from the networks named, HTTP and HTTPS from everywhere. For programs without an
   * account's stack; Hetzner allows 50 firewalls per project. At Proxmox VE, which has no profiles, it is the only one, and the
   * cluster's own firewall must be on for it to be minded.
   *
   * @default - none: the account's profile applies
   */
  firewall?: MachineFirewall;

  /**
   * Networks in CIDR form that may reach the workload's database, such as `192.0.2.0/24`, 100 at most: its port is opened for this machine
   * alone, by a firewall of its own, or by a rule of `firewall`. Without either `firewall` or a profile of the account nothing else
   * would reach the machine any more. Give the workload the same networks. A slot has no firewall: its port is published or not.
   *
   * @default - none: the port is closed
   */
  databaseAllowedFrom?: string[];

  /**
   * The port that is opened.
   *
   * @default 55000
   */
  databasePort?: number;

  /**
   * A private network of the machine's own.
   *
   * @default - none
   */
  privateNetwork?: PrivateNetwork;

  /**
   * A disk beside the machine's own, which survives when the machine is replaced. It cannot leave its region: with a disk, the
   * machine's region is for good.
   *
   * @default - none: everything on the machine is lost when it is replaced
   */
  dataDisk?: DataDisk;

  /**
   * Daily backups by the cloud. Hetzner: 20 % of the machine's price, DigitalOcean: 30 %.
   *
   * @default false
   */
  backups?: boolean;

  /**
   * Refuse to delete the machine and its data disk. To delete them, update with `false` first.
   *
   * @default - as the component's option `protect`
   */
  protect?: boolean;

  /**
   * Further labels at the cloud (DigitalOcean: tags `key:value`, set when the machine is provisioned). Freehold's own win over these.
   *
   * @default - none
   */
  labels?: Record<string, string>;
}
