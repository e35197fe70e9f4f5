import { imageFor, regionOf } from "@freehold/catalogue";
import {
  cloudTag,
  LABEL_MANAGED_BY,
  LABEL_OPERATION,
  LABEL_PROFILE,
  LABEL_TENANT,
  resourceName,
} from "@freehold/model";
import type * as DigitalOcean from "@pulumi/digitalocean";
import * as pulumi from "@pulumi/pulumi";
import { checkOwnership } from "../ownership.ts";
import { checked } from "../refuse.ts";
import { digitalocean } from "../sdks/digitalocean.ts";
import { checkMachineArgs } from "./check-machine-args.ts";
import { digitaloceanFirewallRules } from "./digitalocean-firewall-rules.ts";
import { keepMachineDisk, keepVolumeSize } from "./keep-disk.ts";
import { machineOutputs, recordMachine, type TenantMachine } from "./machine.ts";
import type { MachineArgs } from "./machine-args.ts";
import { awaitBoot, userDataOf } from "./machine-bootstrap.ts";
import { createMachineKeys, type MachineKeys } from "./machine-keys.ts";
import { prepareDataDisk } from "./prepare-data-disk.ts";
import type { SshConnection } from "./ssh-connection.ts";
import { CLOSED_AGAIN, databasePorts, type OpenPort, webProfile } from "./web-profile.ts";

/** Inputs of {@link DigitalOceanServer}. */
export interface DigitalOceanServerArgs extends MachineArgs {
  /** DigitalOcean's slug of the region, such as `fra1`. Changing it replaces the machine. */
  region: string;

  /** DigitalOcean's slug of the size, such as `s-2vcpu-4gb`. Changing it switches the machine off and on. */
  serverType: string;
}

/**
 * A droplet at DigitalOcean, reachable by SSH under a host key that was made before it, with Docker and `hostctl` on it.
 *
 * User data, keys, image and tags are those that it was provisioned with: later changes of them leave a machine as it is. The organization is no
 * tag: a tag that several tenants share would outlive them all.
 */
export class DigitalOceanServer extends pulumi.ComponentResource implements TenantMachine {
  /** DigitalOcean's id of the droplet. */
  readonly machineId: pulumi.Output<string>;
  /** Public IPv4 address. */
  readonly ipv4: pulumi.Output<string>;
  /** Public IPv6 address. */
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

  constructor(name: string, args: DigitalOceanServerArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super("freehold:index:DigitalOceanServer", name, {}, opts);
    checkOwnership(this, args);
    checkMachineArgs(this, args);
    checked(this, () => regionOf("digitalocean", args.region));

    const keys = createMachineKeys(name, this);
    const tags = this.createTags(name, args);
    const vpc = args.privateNetwork ? this.createNetwork(name, args) : undefined;
    const droplet = this.orderDroplet(name, args, { keys, tags, vpc });
    recordMachine(this, droplet);
    this.closePorts(name, args, tags);
    const connection = awaitBoot({ parent: this, name, args, machine: droplet, ipv4: droplet.ipv4Address, keys });
    const dataDirectory = args.dataDisk ? this.attachVolume(name, args, { droplet, tags, connection }) : undefined;

    this.machineId = droplet.id;
    this.ipv4 = droplet.ipv4Address;
    this.ipv6 = droplet.ipv6Address;
    this.privateIpv4 = pulumi.output(vpc && droplet.ipv4AddressPrivate);
    this.dataDirectory = pulumi.output(dataDirectory);
    this.sshPrivateKey = keys.loginPrivate;
    this.hostKey = keys.hostPublic;
    this.connection = connection;
    this.registerOutputs(machineOutputs(this));
  }

  /** The tags that are this tenant's alone, as resources: tags stay when what carried them goes, so that they need a deletion. */
  private createTags(name: string, args: DigitalOceanServerArgs): pulumi.Output<string>[] {
    const tenant = new digitalocean.Tag(
      `${name}-tenant-tag`,
      { name: cloudTag(LABEL_TENANT, args.tenantId) },
      { parent: this },
    );
    const operation = new digitalocean.Tag(
      `${name}-operation-tag`,
      // With the tenant in it: without a machine that carries both, nobody would know whose it is.
      { name: cloudTag(LABEL_OPERATION, `${args.tenantId}:${args.operation}`) },
      { parent: this, ignoreChanges: ["name"] },
    );
    const shared = Object.entries({ ...args.labels, [LABEL_MANAGED_BY]: "freehold" });
    return [tenant.name, operation.name, ...shared.map(([key, value]) => pulumi.output(cloudTag(key, value)))];
  }

  private createNetwork(name: string, args: DigitalOceanServerArgs): DigitalOcean.Vpc {
    return new digitalocean.Vpc(
      `${name}-network`,
      { name: resourceName(args.tenantId), region: args.region, ipRange: args.privateNetwork?.ipRange ?? "" },
      { parent: this, deleteBeforeReplace: true },
    );
  }

  private orderDroplet(name: string, args: DigitalOceanServerArgs, { keys, tags, vpc }: Parts): DigitalOcean.Droplet {
    const hostname = resourceName(args.tenantId);
    const sshKey = new digitalocean.SshKey(
      `${name}-ssh-key`,
      { name: hostname, publicKey: keys.loginPublic },
      { parent: this },
    );
    return new digitalocean.Droplet(
      `${name}-server`,
      {
        name: hostname,
        size: args.serverType,
        image: args.image ?? imageFor("digitalocean"),
        region: args.region,
        sshKeys: [sshKey.fingerprint],
        userData: userDataOf(hostname, args, keys),
        backups: args.backups ?? false,
        ...(args.backups ? { backupPolicy: { plan: "daily", hour: 0 } } : {}),
        ipv6: true,
        ...(vpc ? { vpcUuid: vpc.id } : {}),
        tags: [...tags, cloudTag(LABEL_PROFILE, args.profile ?? "web")],
      },
      {
        parent: this,
        ...(args.protect === undefined ? {} : { protect: args.protect }),
        // Each of the first three would replace the machine, and with it all that is on its disk.
        ignoreChanges: ["userData", "sshKeys", "image", "tags"],
        // A data disk can be at one machine only.
        deleteBeforeReplace: true,
        hooks: keepMachineDisk(`${name}-server`, "digitalocean", "size", "disk"),
      },
    );
  }

  /** The firewall of the machine's own; without one, a firewall that opens the database beside the account's profile. */
  private closePorts(name: string, args: DigitalOceanServerArgs, tags: pulumi.Output<string>[]): void {
    const database = databasePorts(args);
    const { tenantId, firewall, sshPort = 22 } = args;
    if (firewall) {
      const web = webProfile(sshPort, firewall.sshAllowedFrom);
      this.addFirewall(`${name}-firewall`, resourceName(tenantId), tags, [...web, ...database], {});
    } else if (database.length > 0) {
      const atCloud = resourceName(tenantId, "database");
      this.addFirewall(`${name}-database-firewall`, atCloud, tags, database, CLOSED_AGAIN);
    }
  }

  private addFirewall(
    name: string,
    atCloud: string,
    [tenantTag]: pulumi.Output<string>[],
    open: readonly OpenPort[],
    opts: pulumi.CustomResourceOptions,
  ): void {
    new digitalocean.Firewall(
      name,
      { name: atCloud, tags: tenantTag ? [tenantTag] : [], ...digitaloceanFirewallRules(open) },
      { parent: this, ...opts },
    );
  }

  /** The disk, and where the image mounts it. */
  private attachVolume(
    name: string,
    args: DigitalOceanServerArgs,
    { droplet, tags, connection }: Attachment,
  ): pulumi.Output<string> {
    const volume = new digitalocean.Volume(
      `${name}-volume`,
      {
        name: resourceName(args.tenantId, "data"),
        region: args.region,
        size: args.dataDisk?.sizeGib ?? 0,
        initialFilesystemType: "ext4",
        tags,
      },
      {
        parent: this,
        ...(args.protect === undefined ? {} : { protect: args.protect }),
        retainOnDelete: args.dataDisk?.keep ?? false,
        ignoreChanges: ["initialFilesystemType", "tags"],
        // The name is taken until the old disk is gone.
        deleteBeforeReplace: true,
        hooks: keepVolumeSize(`${name}-volume`),
      },
    );
    const attachment = new digitalocean.VolumeAttachment(
      `${name}-volume-attachment`,
      { dropletId: droplet.id.apply(Number), volumeId: volume.id },
      { parent: this, deletedWith: droplet, deleteBeforeReplace: true },
    );
    const directory = pulumi.all([volume.name, attachment.id]).apply(([disk]) => `/mnt/${disk.replaceAll("-", "_")}`);
    return prepareDataDisk({ parent: this, name, machine: droplet, connection, directory, sizeGib: volume.size });
  }
}

/** What a droplet is ordered with. */
interface Parts {
  keys: MachineKeys;
  tags: pulumi.Output<string>[];
  vpc: DigitalOcean.Vpc | undefined;
}

/** What a data disk is attached to. */
interface Attachment {
  droplet: DigitalOcean.Droplet;
  tags: pulumi.Output<string>[];
  connection: pulumi.Output<SshConnection>;
}
