import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { slotProgram } from "../docker-slot/slot-program.ts";
import { bringHostctl } from "../hostctl/bring-hostctl.ts";
import { checkOwnership } from "../ownership.ts";
import { refuse } from "../refuse.ts";
import { machineOf, recordMachine } from "../tenant-server/machine.ts";
import type { MachineFirewall } from "../tenant-server/machine-args.ts";
import type { ProxmoxPlacement } from "../tenant-server/proxmox-placement.ts";
import { KEEPS_LOGGING, QUIET_COMMAND } from "../tenant-server/quiet-command.ts";
import { commandConnection, type SshConnection } from "../tenant-server/ssh-connection.ts";
import { TenantServer } from "../tenant-server/tenant-server.ts";
import { bundleOf } from "../workload/bundle.ts";
import { deployBundle } from "../workload/deploy-bundle.ts";
import { checkEdgeArgs } from "./check-edge-args.ts";
import type { EdgeArgs } from "./edge-args.ts";
import { prepareMachine } from "./prepare-machine.ts";
import { EDGE_WORKLOAD, renderEdge } from "./render-edge.ts";

/** The machine to order for a shared host. */
export interface HostOrder {
  /** Cloud that the machine is ordered from: `hetzner`, `digitalocean` or `proxmox`. Changing it replaces the machine. */
  cloud: string;

  /** The cloud's name of the region, such as `fsn1`. */
  region: string;

  /** The cloud's own name of the machine type, such as `cx43`. */
  serverType: string;

  /**
   * The account's firewall profile for the machine.
   *
   * @default "shared-host"
   */
  profile?: string;

  /**
   * A firewall of the machine's own, for Proxmox VE, which has no profiles.
   *
   * @default - none: the account's profile applies
   */
  firewall?: MachineFirewall;

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
   * Proxmox VE: where the machine goes in the cluster.
   *
   * @default - the defaults of {@link ProxmoxPlacement}
   */
  proxmox?: ProxmoxPlacement;
}

/** Inputs of {@link SharedHost}. Exactly one of `order` and `existing` is given. */
export interface SharedHostArgs {
  /** The host's immutable id: 6 to 32 lower-case letters and digits. In the name and labels of the machine, where tenants have theirs. */
  hostId: string;

  /** Owner of the host; a label. */
  organization: string;

  /** The operation that creates the machine; a label that later updates do not change. */
  operation: string;

  /**
   * The machine to order.
   *
   * @default - `existing` says which machine it is
   */
  order?: HostOrder;

  /**
   * A machine that is there already, whose user is root or may become root by `sudo`. Docker and `hostctl` are brought to it where they
   * are missing; deleting the host takes the edge away and leaves the machine.
   *
   * @default - one is ordered
   */
  existing?: pulumi.Input<SshConnection>;

  /** What stands in front of the slots. */
  edge: EdgeArgs;

  /**
   * Refuse to delete the machine.
   *
   * @default - as the component's option `protect`
   */
  protect?: boolean;
}

/**
 * A machine that many tenants share, each in a slot of its own, with Traefik in front: it ends TLS and finds the slot by the name that is
 * asked for. Tenants come to it by `DockerSlot`, or `TenantServer` with the cloud `docker`.
 */
export class SharedHost extends pulumi.ComponentResource {
  /** The cloud's id of the machine; the address of one that was there already. */
  readonly machineId: pulumi.Output<string>;
  /** Address that tenants' names lead to. */
  readonly ipv4: pulumi.Output<string>;
  /** The machine's public host key, in `authorized_keys` form. */
  readonly hostKey: pulumi.Output<string>;
  /** Private key of the SSH user, in OpenSSH form. Secret. */
  readonly sshPrivateKey: pulumi.Output<string>;
  /** How to reach the machine, once its edge is healthy. Secret. */
  readonly connection: pulumi.Output<SshConnection>;

  constructor(name: string, args: SharedHostArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super("freehold:index:SharedHost", name, {}, opts);
    checkOwnership(this, { ...args, tenantId: args.hostId });
    checkEdgeArgs(this, args.edge);
    this.checkOrigin(args);

    const server = args.order && this.orderMachine(name, args, args.order);
    const reached = server ? server.connection : this.takeOver(name, args);
    const hostctl = server ? [] : [bringHostctl(name, reached, { parent: this })];
    const slots = this.enableSlots(name, reached, hostctl, server && machineOf(server));
    const gate = this.deployEdge(name, args.edge, slots, server && machineOf(server));

    const address = pulumi.unsecret(reached.apply(({ host }) => host));
    this.machineId = server ? server.machineId : address;
    this.ipv4 = server ? server.ipv4 : address;
    this.hostKey = pulumi.unsecret(reached.apply(({ hostKey }) => hostKey));
    this.sshPrivateKey = pulumi.secret(reached.apply(({ privateKey }) => privateKey));
    this.connection = pulumi.secret(pulumi.all([reached, gate.id]).apply(([connection]) => connection));
    this.registerOutputs({
      machineId: this.machineId,
      ipv4: this.ipv4,
      hostKey: this.hostKey,
      sshPrivateKey: this.sshPrivateKey,
      connection: this.connection,
    });
  }

  private checkOrigin({ order, existing }: SharedHostArgs): void {
    if (order && existing) refuse(this, "order and existing exclude each other, got both; leave one out");
    if (!order && !existing)
      refuse(this, "order or existing must be given: a machine to order, or how one that is there is reached");
  }

  private orderMachine(name: string, args: SharedHostArgs, order: HostOrder): TenantServer {
    const server = new TenantServer(
      `${name}-server`,
      {
        ...order,
        profile: order.profile ?? "shared-host",
        tenantId: args.hostId,
        organization: args.organization,
        operation: args.operation,
        ...(args.protect === undefined ? {} : { protect: args.protect }),
      },
      { parent: this },
    );
    recordMachine(this, machineOf(server));
    return server;
  }

  private takeOver(name: string, { existing }: SharedHostArgs): pulumi.Output<SshConnection> {
    const connection = pulumi.secret(pulumi.output(existing as pulumi.Input<SshConnection>));
    const prepared = prepareMachine(`${name}-prepare`, connection, this);
    return pulumi.secret(pulumi.all([connection, prepared.id]).apply(([reached]) => reached));
  }

  /** The connection, given out when the machine takes slots: from then on its `hostctl` reports them to the edge. */
  private enableSlots(
    name: string,
    reached: pulumi.Output<SshConnection>,
    dependsOn: pulumi.Resource[],
    machine: pulumi.Resource | undefined,
  ): pulumi.Output<SshConnection> {
    const enabled = new command.remote.Command(
      `${name}-slots`,
      {
        connection: commandConnection(reached),
        create: "hostctl slot enable",
        stdin: slotProgram(),
        ...QUIET_COMMAND,
      },
      { parent: this, dependsOn, ...(machine === undefined ? {} : { deletedWith: machine }), ...KEEPS_LOGGING },
    );
    return pulumi.secret(pulumi.all([reached, enabled.id]).apply(([connection]) => connection));
  }

  private deployEdge(
    name: string,
    edge: EdgeArgs,
    reached: pulumi.Output<SshConnection>,
    machine: pulumi.Resource | undefined,
  ): command.remote.Command {
    return deployBundle(
      `${name}-edge`,
      { workload: EDGE_WORKLOAD, connection: reached, bundle: edgeBundle(edge), waitTimeoutSec: 300 },
      { parent: this, ...(machine === undefined ? {} : { deletedWith: machine }) },
    );
  }
}

function edgeBundle({
  tls,
  zones = [],
  email = "",
  caServer,
  zoneToken,
  certificate,
}: EdgeArgs): pulumi.Output<string> {
  return pulumi.secret(
    pulumi.all([zoneToken, certificate?.certificate, certificate?.privateKey]).apply(([token, chain, privateKey]) =>
      bundleOf(
        renderEdge({
          tls,
          zones,
          email,
          caServer,
          zoneToken: token,
          certificate: chain === undefined || privateKey === undefined ? undefined : { certificate: chain, privateKey },
        }),
      ),
    ),
  );
}
