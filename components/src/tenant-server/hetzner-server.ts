import { imageFor, regionOf } from "@freehold/catalogue";
import { LABEL_PROFILE, LABEL_TENANT, resourceName, tenantLabels } from "@freehold/model";
import type * as Hcloud from "@pulumi/hcloud";
import * as pulumi from "@pulumi/pulumi";
import { checkOwnership, KEEP_CREATING_OPERATION } from "../ownership.ts";
import { checked } from "../refuse.ts";
import { hcloud } from "../sdks/hcloud.ts";
import { checkMachineArgs } from "./check-machine-args.ts";
import { hetznerFirewallRules } from "./hetzner-firewall-rules.ts";
import { keepMachineDisk, keepVolumeSize } from "./keep-disk.ts";
import { machineOutputs, recordMachine, type TenantMachine } from "./machine.ts";
import type { MachineArgs } from "./machine-args.ts";
import { awaitBoot, userDataOf } from "./machine-bootstrap.ts";
import { createMachineKeys, type MachineKeys } from "./machine-keys.ts";
import { prepareDataDisk } from "./prepare-data-disk.ts";
import type { SshConnection } from "./ssh-connection.ts";
import { CLOSED_AGAIN, databasePorts, type OpenPort, webProfile } from "./web-profile.ts";

/** Inputs of {@link HetznerServer}. */
export interface HetznerServerArgs extends MachineArgs {
  /** Hetzner's name of the location, such as `fsn1`. Changing it replaces the machine. */
  region: string;

  /** Hetzner's name of the server type, such as `cx23`. Changing it switches the machine off and on. */
  serverType: string;
}

/**
 * A server at Hetzner Cloud, reachable by SSH under a host key that was made before it, with Docker and `hostctl` on it.
 *
 * User data, keys and image are those that it was provisioned with: later changes of them leave a machine as it is.
 */
export class HetznerServer extends pulumi.ComponentResource implements TenantMachine {
  /** Hetzner's id of the server. */
  readonly machineId: pulumi.Output<string>;
  /** Public IPv4 address. */
  readonly ipv4: pulumi.Output<string>;
  /** First address of the server's public IPv6 network. */
  readonly ipv6: pulumi.Output<string>;
  /** Address in the private network, where one was asked for. */
  readonly privateIpv4: pulumi.Output<string | undefined>;
  /** Where the data disk is mounted, where one was asked for. */
  readonly dataDirectory: pulumi.Output<string | undefined>;
  /** Private key of the SSH user, in OpenSSH form. Secret. */
  readonly sshPrivateKey: pulumi.Output<string>;
  /** The machine's public host key, in `authorized_keys` form. */
  readonly hostKey: pulumi.Output<string>;
  /** How to reach the machine, once it has booted. Secret. */
  readonly connection: pulumi.Output<SshConnection>;

  constructor(name: string, args: HetznerServerArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super("freehold:index:HetznerServer", name, {}, opts);
    checkOwnership(this, args);
    checkMachineArgs(this, args);
    const networkZone = checked(this, () => regionOf("hetzner", args.region)).networkZone;

    const keys = createMachineKeys(name, this);
    const server = this.orderServer(name, args, keys);
    recordMachine(this, server);
    this.closePorts(name, args);
    const privateIpv4 = args.privateNetwork ? this.joinNetwork(name, args, server, networkZone) : undefined;
    const volume = args.dataDisk ? this.attachVolume(name, args, server) : undefined;
    const connection = awaitBoot({ parent: this, name, args, machine: server, ipv4: server.ipv4Address, keys });
    const dataDirectory = volume && this.prepareVolume(name, server, volume, connection);

    this.machineId = server.id;
    this.ipv4 = server.ipv4Address;
    this.ipv6 = server.ipv6Address;
    this.privateIpv4 = pulumi.output(privateIpv4);
    this.dataDirectory = pulumi.output(dataDirectory);
    this.sshPrivateKey = keys.loginPrivate;
    this.hostKey = keys.hostPublic;
    this.connection = connection;
    this.registerOutputs(machineOutputs(this));
  }

  private orderServer(name: string, args: HetznerServerArgs, keys: MachineKeys): Hcloud.Server {
    const hostname = resourceName(args.tenantId);
    const labels = this.labels(args);
    const sshKey = new hcloud.SshKey(
      `${name}-ssh-key`,
      { name: hostname, publicKey: keys.loginPublic, labels },
      // The public key is the whole of it: another one is another key, under the same name.
      { parent: this, ignoreChanges: KEEP_CREATING_OPERATION, deleteBeforeReplace: true },
    );
    return new hcloud.Server(
      `${name}-server`,
      {
        name: hostname,
        serverType: args.serverType,
        image: args.image ?? imageFor("hetzner"),
        location: args.region,
        sshKeys: [sshKey.id],
        userData: userDataOf(hostname, args, keys),
        backups: args.backups ?? false,
        labels: { ...labels, [LABEL_PROFILE]: args.profile ?? "web" },
      },
      {
        parent: this,
        ...(args.protect === undefined ? {} : { protect: args.protect }),
        // Each of these would replace the machine, and with it all that is on its disk.
        ignoreChanges: ["userData", "sshKeys", "image", ...KEEP_CREATING_OPERATION],
        // The name is taken until the old machine is gone.
        deleteBeforeReplace: true,
        hooks: keepMachineDisk(`${name}-server`, "hetzner", "serverType", "primaryDiskSize"),
      },
    );
  }

  /** The firewall of the machine's own; without one, a firewall that opens the database beside the account's profile. */
  private closePorts(name: string, args: HetznerServerArgs): void {
    const database = databasePorts(args);
    const { tenantId, firewall, sshPort = 22 } = args;
    if (firewall) {
      const web = webProfile(sshPort, firewall.sshAllowedFrom);
      this.addFirewall(`${name}-firewall`, resourceName(tenantId), args, [...web, ...database], {});
    } else if (database.length > 0) {
      const atCloud = resourceName(tenantId, "database");
      this.addFirewall(`${name}-database-firewall`, atCloud, args, database, CLOSED_AGAIN);
    }
  }

  private addFirewall(
    name: string,
    atCloud: string,
    args: HetznerServerArgs,
    open: readonly OpenPort[],
    opts: pulumi.CustomResourceOptions,
  ): void {
    new hcloud.Firewall(
      name,
      {
        name: atCloud,
        labels: this.labels(args),
        // By label: a firewall named in the server would have to be known before the server is.
        applyTos: [{ labelSelector: `${LABEL_TENANT}=${args.tenantId}` }],
        rules: hetznerFirewallRules(open),
      },
      { parent: this, ignoreChanges: KEEP_CREATING_OPERATION, ...opts },
    );
  }

  private joinNetwork(
    name: string,
    args: HetznerServerArgs,
    server: Hcloud.Server,
    networkZone: string,
  ): pulumi.Output<string> {
    const ipRange = args.privateNetwork?.ipRange ?? "";
    const network = new hcloud.Network(
      `${name}-network`,
      { name: resourceName(args.tenantId), ipRange, labels: this.labels(args) },
      { parent: this, ignoreChanges: KEEP_CREATING_OPERATION },
    );
    const subnet = new hcloud.NetworkSubnet(
      `${name}-subnet`,
      { networkId: network.id.apply(Number), type: "cloud", networkZone, ipRange },
      { parent: this, deletedWith: network },
    );
    const membership = new hcloud.ServerNetwork(
      `${name}-network-member`,
      { serverId: server.id.apply(Number), subnetId: subnet.id },
      { parent: this, deletedWith: server },
    );
    return membership.ip;
  }

  private attachVolume(name: string, args: HetznerServerArgs, server: Hcloud.Server): Hcloud.Volume {
    return new hcloud.Volume(
      `${name}-volume`,
      {
        name: resourceName(args.tenantId, "data"),
        size: args.dataDisk?.sizeGib ?? 0,
        serverId: server.id.apply(Number),
        format: "ext4",
        automount: true,
        labels: this.labels(args),
      },
      {
        parent: this,
        ...(args.protect === undefined ? {} : { protect: args.protect }),
        retainOnDelete: args.dataDisk?.keep ?? false,
        ignoreChanges: ["format", "automount", ...KEEP_CREATING_OPERATION],
        hooks: keepVolumeSize(`${name}-volume`),
      },
    );
  }

  private prepareVolume(
    name: string,
    machine: Hcloud.Server,
    volume: Hcloud.Volume,
    connection: pulumi.Output<SshConnection>,
  ): pulumi.Output<string> {
    const directory = volume.id.apply((id) => `/mnt/HC_Volume_${id}`);
    return prepareDataDisk({ parent: this, name, machine, connection, directory, sizeGib: volume.size });
  }

  private labels(args: HetznerServerArgs): Record<string, string> {
    return { ...args.labels, ...tenantLabels(args) };
  }
}
