import { machineTypeNamed, proxmoxPlacement, regionOf } from "@freehold/catalogue";
import {
  LABEL_ORGANIZATION,
  LABEL_PROFILE,
  PROXMOX_MANAGED_TAG,
  proxmoxTenantTag,
  resourceName,
  tenantComment,
} from "@freehold/model";
import type * as Proxmoxve from "@muhlba91/pulumi-proxmoxve";
import * as pulumi from "@pulumi/pulumi";
import { checkOwnership } from "../ownership.ts";
import { checked, refuse } from "../refuse.ts";
import { proxmoxve } from "../sdks/proxmoxve.ts";
import { checkMachineArgs } from "./check-machine-args.ts";
import { keepFirstDisk } from "./keep-disk.ts";
import { machineOutputs, recordMachine, type TenantMachine } from "./machine.ts";
import { machineAddress } from "./machine-address.ts";
import type { MachineArgs } from "./machine-args.ts";
import { awaitBoot, userDataOf } from "./machine-bootstrap.ts";
import { createMachineKeys, type MachineKeys } from "./machine-keys.ts";
import { isProxmoxAddress } from "./proxmox-address.ts";
import { createProxmoxFirewall } from "./proxmox-firewall.ts";
import type { ProxmoxPlacement } from "./proxmox-placement.ts";
import type { SshConnection } from "./ssh-connection.ts";
import { databasePorts, webProfile } from "./web-profile.ts";

/** Inputs of {@link ProxmoxServer}. */
export interface ProxmoxServerArgs extends MachineArgs {
  /** Name of the node. Changing it replaces the machine. */
  region: string;

  /** The catalogue's name of the machine's shape, such as `vm-2-4`: 2 cores and 4 GiB. */
  serverType: string;

  /**
   * Where the machine goes in the cluster.
   *
   * @default - the defaults of {@link ProxmoxPlacement}
   */
  placement?: ProxmoxPlacement;
}

/**
 * A virtual machine of Proxmox VE, cloned from a template, reachable by SSH under a host key that was made before it, with Docker and
 * `hostctl` on it. Whose it is stands in its tags and its description.
 *
 * User data and template are those that it was provisioned with: later changes of them leave a machine as it is.
 */
export class ProxmoxServer extends pulumi.ComponentResource implements TenantMachine {
  /** Number of the virtual machine. */
  readonly machineId: pulumi.Output<string>;
  /** First IPv4 address that the guest agent reports. */
  readonly ipv4: pulumi.Output<string>;
  /** First IPv6 address that the guest agent reports; empty when there is none. Whether it is reached from outside nobody knows. */
  readonly ipv6: pulumi.Output<string>;
  /** Always absent: a private network is a bridge or a VLAN of the cluster. */
  readonly privateIpv4: pulumi.Output<string | undefined>;
  /** Always absent: data disks are not built for Proxmox VE. */
  readonly dataDirectory: pulumi.Output<string | undefined>;
  /** Private key of the SSH user, in OpenSSH form. Secret. */
  readonly sshPrivateKey: pulumi.Output<string>;
  /** The machine's public host key, in `authorized_keys` form. */
  readonly hostKey: pulumi.Output<string>;
  /** How to reach the machine, once it has booted. Secret. */
  readonly connection: pulumi.Output<SshConnection>;

  constructor(name: string, args: ProxmoxServerArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super("freehold:index:ProxmoxServer", name, {}, opts);
    checkOwnership(this, args);
    checkMachineArgs(this, args);
    this.refuseUnbuilt(args);
    checked(this, () => regionOf("proxmox", args.region));

    const keys = createMachineKeys(name, this);
    const server = this.orderServer(name, args, keys);
    recordMachine(this, server);
    if (args.firewall !== undefined) {
      const openPorts = [...webProfile(args.sshPort ?? 22, args.firewall.sshAllowedFrom), ...databasePorts(args)];
      createProxmoxFirewall(this, { name, nodeName: args.region, machine: server, openPorts });
    }

    this.machineId = server.id;
    this.ipv4 = pulumi
      .all([server.networkInterfaceNames, server.ipv4Addresses])
      .apply(([names, addresses]) => machineAddress(names, addresses));
    this.ipv6 = pulumi
      .all([server.networkInterfaceNames, server.ipv6Addresses])
      .apply(([names, addresses]) => machineAddress(names, addresses));
    this.privateIpv4 = pulumi.output(undefined);
    this.dataDirectory = pulumi.output(undefined);
    this.sshPrivateKey = keys.loginPrivate;
    this.hostKey = keys.hostPublic;
    this.connection = awaitBoot({ parent: this, name, args, machine: server, ipv4: this.ipv4, keys });
    this.registerOutputs(machineOutputs(this));
  }

  private orderServer(name: string, args: ProxmoxServerArgs, keys: MachineKeys): Proxmoxve.VmLegacy {
    const hostname = resourceName(args.tenantId);
    const { templateId, storage, bridge, vlan, pool } = proxmoxPlacement(args.placement ?? {});
    const { cores, memoryGib, diskGib } = checked(this, () => machineTypeNamed("proxmox", args.serverType));
    const userData = this.writeUserData(name, args, keys);
    const protect = args.protect === undefined ? {} : { protect: args.protect };
    return new proxmoxve.VmLegacy(
      `${name}-server`,
      {
        nodeName: args.region,
        name: hostname,
        description: descriptionOf(args),
        tags: tagsOf(args),
        clone: { vmId: templateId, full: true, datastoreId: storage },
        cpu: { cores, sockets: 1, type: "x86-64-v2-AES" },
        memory: { dedicated: memoryGib * 1024 },
        disks: [{ interface: "scsi0", datastoreId: storage, size: diskGib }],
        networkDevices: [
          { bridge, ...(vlan === undefined ? {} : { vlanId: vlan }), ...(args.firewall ? { firewall: true } : {}) },
        ],
        initialization: {
          datastoreId: storage,
          userDataFileId: userData.id,
          ipConfigs: [{ ipv4: ipv4ConfigOf(args.placement ?? {}) }],
        },
        // Without the agent nobody knows the machine's address. The provider's own patience is a quarter of an hour.
        agent: { enabled: true, timeout: "10m" },
        operatingSystem: { type: "l26" },
        onBoot: true,
        protection: args.protect ?? false,
        stopOnDestroy: true,
        ...(pool === undefined ? {} : { poolId: pool }),
      },
      {
        parent: this,
        ...protect,
        // Each of the first two would replace the machine, and with it all that is on its disk.
        ignoreChanges: ["clone", "initialization", "description", "tags"],
        // The name is not unique in a cluster, but the snippet's is.
        deleteBeforeReplace: true,
        hooks: keepFirstDisk(`${name}-server`),
      },
    );
  }

  /** The user data, as a file on the node: it must stay as long as the machine does, which reads it at every start. */
  private writeUserData(name: string, args: ProxmoxServerArgs, keys: MachineKeys): Proxmoxve.FileLegacy {
    const hostname = resourceName(args.tenantId);
    const { snippetStorage, snippetUser = "root" } = proxmoxPlacement(args.placement ?? {});
    return new proxmoxve.FileLegacy(
      `${name}-user-data`,
      {
        nodeName: args.region,
        datastoreId: snippetStorage,
        contentType: "snippets",
        // The machine's host key is in it. "Only allowed for root@pam", says the provider: it would change the mode as the user who logs in.
        ...(snippetUser === "root" ? { fileMode: "0600" } : {}),
        sourceRaw: pulumi.secret({ fileName: `${hostname}-user-data.yaml`, data: userDataOf(hostname, args, keys) }),
      },
      { parent: this, ignoreChanges: ["sourceRaw", "fileMode"], deleteBeforeReplace: true },
    );
  }

  /** What other clouds have and this one has not, so that nobody believes it was done. */
  private refuseUnbuilt(args: ProxmoxServerArgs): void {
    if (args.image !== undefined) refuse(this, "image is the template's at proxmox; set placement.templateId instead");
    if (args.privateNetwork !== undefined) {
      refuse(
        this,
        "privateNetwork is the cluster's at proxmox; set placement.bridge to a bridge or to a virtual network (SDN), or placement.vlan instead",
      );
    }
    if (args.dataDisk !== undefined) {
      refuse(
        this,
        "dataDisk is not built for proxmox, which deletes a machine's disks with it; take a larger type: the disk grows in place",
      );
    }
    if (args.firewall === undefined && (args.databaseAllowedFrom ?? []).length > 0) {
      refuse(
        this,
        "databaseAllowedFrom needs firewall at proxmox: without one nothing is closed, and all may reach it",
      );
    }
    if (args.backups === true) refuse(this, "backups are jobs of the cluster at proxmox; leave backups out");
    const { address, gateway, vlan = 1 } = args.placement ?? {};
    if (address !== undefined && !isProxmoxAddress(address)) {
      refuse(this, `placement.address must be in CIDR form, such as 192.0.2.7/24, got "${address}"`);
    }
    if (gateway !== undefined && address === undefined) refuse(this, "placement.gateway needs placement.address");
    if (!Number.isInteger(vlan) || vlan < 1 || vlan > 4094) {
      refuse(this, `placement.vlan must be a whole number from 1 to 4094, got ${vlan}`);
    }
  }
}

function ipv4ConfigOf({ address = "dhcp", gateway }: ProxmoxPlacement) {
  return { address, ...(gateway === undefined ? {} : { gateway }) };
}

/** Tags have no values here, and no upper case: what needs either stands in the description. */
function tagsOf({ tenantId, profile = "web" }: ProxmoxServerArgs): string[] {
  return [PROXMOX_MANAGED_TAG, proxmoxTenantTag(tenantId), `${LABEL_PROFILE}-${profile.toLowerCase()}`].sort();
}

function descriptionOf(args: ProxmoxServerArgs): string {
  const labels = Object.entries(args.labels ?? {}).map(([key, value]) => ` ${key}=${value}`);
  return `${tenantComment(args)} ${LABEL_ORGANIZATION}=${args.organization}${labels.join("")}`;
}
