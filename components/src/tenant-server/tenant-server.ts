import { currentTypeNamed, machineTypeFor, retiredTypesOf } from "@freehold/catalogue";
import { type Cloud, SIZES, type Size } from "@freehold/model";
import * as pulumi from "@pulumi/pulumi";
import { DockerSlot, type SlotPlacement } from "../docker-slot/docker-slot.ts";
import { checked, refuse } from "../refuse.ts";
import { DigitalOceanServer } from "./digitalocean-server.ts";
import { HetznerServer, type HetznerServerArgs } from "./hetzner-server.ts";
import { machineOf, machineOutputs, recordMachine, type TenantMachine } from "./machine.ts";
import type { MachineArgs } from "./machine-args.ts";
import type { ProxmoxPlacement } from "./proxmox-placement.ts";
import { ProxmoxServer } from "./proxmox-server.ts";
import type { SshConnection } from "./ssh-connection.ts";

/** Inputs of {@link TenantServer}. */
export interface TenantServerArgs extends MachineArgs {
  /** Cloud that the machine is ordered from; `hetzner`, `digitalocean`, `proxmox` or `docker`. Changing it replaces the machine. */
  cloud: string;

  /** The cloud's name of the region, such as `fsn1`. Changing it replaces the machine. */
  region: string;

  /**
   * Size of the machine: `small`, `medium`, `large` or `xlarge`. Mapped to a machine type by the catalogue; Hetzner, September
   * 2026: about 6, 9, 16 and 30 EUR per month with the public IPv4 address.
   *
   * @default - `serverType` decides
   */
  size?: string;

  /**
   * The cloud's own name of the machine type, such as `cx23`, instead of a size. One that the cloud has discontinued, such as `cx11`,
   * is mapped to its successor, with a warning.
   *
   * @default - `size` decides
   */
  serverType?: string;

  /**
   * Take `serverType` as it is, also when the cloud sells it no longer: for a machine that has it already.
   *
   * @default false
   */
  keepServerType?: boolean;

  /**
   * Proxmox VE: where the machine goes in the cluster. Other clouds ignore it.
   *
   * @default - the defaults of {@link ProxmoxPlacement}
   */
  proxmox?: ProxmoxPlacement;

  /**
   * Docker: where the slot is, and what leads to it. Other clouds ignore it.
   *
   * @default - none: refused for `docker`
   */
  docker?: SlotPlacement;
}

/** A cloud as this component knows it: makes the machine, with the type that was chosen. */
type OrderMachine = (
  name: string,
  args: HetznerServerArgs & Pick<TenantServerArgs, "proxmox" | "docker">,
  opts: pulumi.ComponentResourceOptions,
) => TenantMachine & pulumi.ComponentResource;

const CLOUDS: Readonly<Record<string, OrderMachine>> = {
  hetzner: (name, args, opts) => new HetznerServer(name, machineOnly(args), opts),
  digitalocean: (name, args, opts) => new DigitalOceanServer(name, machineOnly(args), opts),
  proxmox: (name, args, opts) =>
    new ProxmoxServer(name, { ...machineOnly(args), ...(args.proxmox && { placement: args.proxmox }) }, opts),
  docker: (name, { docker: placement, ...args }, opts) => {
    if (placement === undefined) throw new Error("a slot needs a host: the arguments must be checked first");
    return new DockerSlot(name, { ...machineOnly(args), placement }, opts);
  },
};

/**
 * One tenant's machine, from whichever cloud: reachable by SSH under a host key that was made before it, with Docker and
 * `hostctl` on it. Credentials come with the option `providers`.
 */
export class TenantServer extends pulumi.ComponentResource implements TenantMachine {
  /** The cloud's id of the machine. */
  readonly machineId: pulumi.Output<string>;
  /** Public IPv4 address. */
  readonly ipv4: pulumi.Output<string>;
  /** Public IPv6 address. */
  readonly ipv6: pulumi.Output<string>;
  /** Address in the private network, where one was asked for. */
  readonly privateIpv4: pulumi.Output<string | undefined>;
  /** Where the data disk is mounted, where one was asked for. */
  readonly dataDirectory: pulumi.Output<string | undefined>;
  /** Private key of the SSH user, in OpenSSH form. Secret. Empty for a slot, whose key stays within the stack. */
  readonly sshPrivateKey: pulumi.Output<string>;
  /** The machine's public host key, in `authorized_keys` form. */
  readonly hostKey: pulumi.Output<string>;
  /** How to reach the machine, once it has booted. Secret. */
  readonly connection: pulumi.Output<SshConnection>;
  /** What is applied to a slot is signed with it: the input `signingKey` of a workload. Secret; empty for a machine, which takes what is not signed. */
  readonly signingKey: pulumi.Output<string>;

  constructor(name: string, args: TenantServerArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super("freehold:index:TenantServer", name, {}, opts);
    const order = this.cloudOf(args);
    const serverType = this.serverTypeOf(args);

    const machine = order(`${name}-machine`, { ...machineArgs(args), serverType }, { parent: this });
    recordMachine(this, machineOf(machine));

    this.machineId = machine.machineId;
    this.ipv4 = machine.ipv4;
    this.ipv6 = machine.ipv6;
    this.privateIpv4 = machine.privateIpv4;
    this.dataDirectory = machine.dataDirectory;
    this.sshPrivateKey = machine.sshPrivateKey;
    this.hostKey = machine.hostKey;
    this.connection = machine.connection;
    this.signingKey = machine.signingKey ?? pulumi.secret("");
    this.registerOutputs({ ...machineOutputs(this), signingKey: this.signingKey });
  }

  private cloudOf(args: TenantServerArgs): OrderMachine {
    const order = CLOUDS[args.cloud];
    if (args.cloud === "docker" && args.docker === undefined) {
      refuse(this, "docker must be set for the cloud docker: the host that the slot is on, got none");
    }
    if (order) return order;
    const allowed = Object.keys(CLOUDS).join(", ");
    refuse(this, `cloud must be one of ${allowed} in this version, got "${args.cloud}"; choose one of ${allowed}`);
  }

  private serverTypeOf({ cloud, region, size, serverType, keepServerType }: TenantServerArgs): string {
    if (serverType !== undefined && size !== undefined) {
      refuse(this, `size and serverType exclude each other, got "${size}" and "${serverType}"; leave one out`);
    }
    if (serverType !== undefined) return keepServerType ? serverType : this.currentType(cloud, region, serverType);
    if (!SIZES.includes(size as Size)) {
      refuse(this, `size must be one of ${SIZES.join(", ")}, got ${size === undefined ? "none" : `"${size}"`}`);
    }
    return checked(this, () => machineTypeFor(cloud as Cloud, region, size as Size)).name;
  }

  /** A type that the catalogue does not know is the cloud's to judge. */
  private currentType(cloud: string, region: string, serverType: string): string {
    if (!retiredTypesOf(cloud as Cloud).includes(serverType)) return serverType;
    const { machineType, warning } = checked(this, () => currentTypeNamed(cloud as Cloud, region, serverType));
    if (warning !== undefined) void pulumi.log.warn(warning, this);
    return machineType.name;
  }
}

/** What every cloud's component takes. */
function machineOnly({ proxmox: _proxmox, docker: _docker, ...args }: Parameters<OrderMachine>[1]): HetznerServerArgs {
  return args;
}

/** What is left for the cloud's component when the choice has been made. */
function machineArgs(args: TenantServerArgs) {
  const { cloud: _cloud, size: _size, serverType: _serverType, keepServerType: _keep, ...rest } = args;
  return rest;
}
