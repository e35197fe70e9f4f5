import { machineTypeNamed, regionOf } from "@freehold/catalogue";
import { resourceName, tenantLabels } from "@freehold/model";
import * as command from "@pulumi/command";
import type * as Docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { bringHostctl } from "../hostctl/bring-hostctl.ts";
import { checkOwnership } from "../ownership.ts";
import { checked, refuse } from "../refuse.ts";
import { docker } from "../sdks/docker.ts";
import { checkMachineArgs } from "../tenant-server/check-machine-args.ts";
import { machineOutputs, recordMachine, type TenantMachine } from "../tenant-server/machine.ts";
import type { MachineArgs } from "../tenant-server/machine-args.ts";
import { KEEPS_LOGGING, QUIET_COMMAND } from "../tenant-server/quiet-command.ts";
import { commandConnection, type SshConnection } from "../tenant-server/ssh-connection.ts";
import { valueOrEmpty } from "../value-or-empty.ts";
import type { DockerHost } from "./docker-host.ts";
import { operatorLogin } from "./operator-login.ts";
import { slotCommand } from "./slot-command.ts";
import { slotInstaller } from "./slot-program.ts";

/** Where a slot is, and what leads to it. */
export interface SlotPlacement {
  /** The host that the slot is on. Its Docker engine is that of the option `providers`. */
  host: DockerHost;

  /**
   * Ports of the host that the slot's containers may publish.
   *
   * @default - none
   */
  ports?: number[];

  /**
   * Names under which the host's edge leads to the slot, such as `acme.example.com`.
   *
   * @default - none: the slot is reached by its ports
   */
  hostNames?: string[];
}

/** Inputs of {@link DockerSlot}. */
export interface DockerSlotArgs extends MachineArgs {
  /** What the operator calls the place of the host; a label. */
  region: string;

  /** The catalogue's name of the slot's size, such as `slot-2-4`: 2 cores and 4 GiB of memory. */
  serverType: string;

  /** Where the slot is, and what leads to it. */
  placement: SlotPlacement;
}

/** Longest id whose user name (`fh-` and the id) a Linux machine takes. */
const LONGEST_ID = 29;

/**
 * A tenant's share of a Docker host: a network and a volume of its own, and a user whose SSH key can act on nothing else there, within
 * limits of CPU, memory and storage. It answers as a machine does, so that a workload runs on it unchanged.
 *
 * Deleting it deletes the tenant's containers and data.
 */
export class DockerSlot extends pulumi.ComponentResource implements TenantMachine {
  /** Name of the slot on its host. */
  readonly machineId: pulumi.Output<string>;
  /** Address of the host. */
  readonly ipv4: pulumi.Output<string>;
  /** Always empty: the address of the host is all that is known of it. */
  readonly ipv6: pulumi.Output<string>;
  /** Always absent: the slot's network is its own. */
  readonly privateIpv4: pulumi.Output<string | undefined>;
  /** Where the slot's volume is on the host. */
  readonly dataDirectory: pulumi.Output<string | undefined>;
  /** Always empty: whoever has the key of a slot can act on its host, so it stays within the stack. `connection` has it for the workload. */
  readonly sshPrivateKey: pulumi.Output<string>;
  /** The host's public host key, in `authorized_keys` form. */
  readonly hostKey: pulumi.Output<string>;
  /** How to reach the slot, once it is there. Secret. */
  readonly connection: pulumi.Output<SshConnection>;
  /** What the slot is to run is signed with it: the input `signingKey` of a workload. Secret. */
  readonly signingKey: pulumi.Output<string>;

  constructor(name: string, args: DockerSlotArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super("freehold:index:DockerSlot", name, {}, opts);
    checkOwnership(this, args);
    checkMachineArgs(this, args);
    this.refuseUnbuilt(args);
    checked(this, () => regionOf("docker", args.region));

    const login = new tls.PrivateKey(`${name}-login-key`, { algorithm: "ED25519" }, { parent: this });
    const signing = new tls.PrivateKey(`${name}-signing-key`, { algorithm: "ED25519" }, { parent: this });
    const network = this.orderNetwork(name, args);
    const volume = this.orderVolume(name, args);
    const hostctl = bringHostctl(`${name}-host`, operatorLogin(args.placement.host), this.ofHost());
    const program = this.bringProgram(name, args, hostctl);
    const slot = this.openSlot(name, args, { login, signing }, [network, volume, program]);
    recordMachine(this, slot);

    const { address, sshPort = 22, hostKey } = args.placement.host;
    const user = resourceName(args.tenantId);
    this.machineId = slot.id.apply(() => user);
    // A name leads to the host when there is something for it.
    this.ipv4 = slot.id.apply(() => address);
    this.ipv6 = pulumi.output("");
    this.privateIpv4 = pulumi.output(undefined);
    this.dataDirectory = volume.mountpoint.apply((path): string | undefined => path);
    this.sshPrivateKey = pulumi.secret("");
    this.hostKey = pulumi.output(hostKey);
    this.connection = pulumi.secret(
      pulumi
        .all([login.privateKeyOpenssh, slot.id])
        .apply(([privateKey]) => ({ host: address, port: sshPort, user, privateKey, hostKey })),
    );
    this.signingKey = pulumi.secret(valueOrEmpty(signing.privateKeyPem));
    this.registerOutputs({ ...machineOutputs(this), signingKey: this.signingKey });
  }

  /** A bridge of the slot's own: no other tenant's containers are on it. */
  private orderNetwork(name: string, args: DockerSlotArgs): Docker.Network {
    return new docker.Network(
      `${name}-network`,
      { name: resourceName(args.tenantId), driver: "bridge", labels: labelsOf(args) },
      // Labels cannot be changed at Docker: a new operation would replace the network under the running containers.
      { parent: this, ignoreChanges: ["labels"], deleteBeforeReplace: true },
    );
  }

  private orderVolume(name: string, args: DockerSlotArgs): Docker.Volume {
    const protect = args.protect === undefined ? {} : { protect: args.protect };
    return new docker.Volume(
      `${name}-volume`,
      { name: resourceName(args.tenantId), driver: "local", labels: labelsOf(args) },
      { parent: this, ...protect, ignoreChanges: ["labels"], deleteBeforeReplace: true },
    );
  }

  /** Of what is the host's, and not the tenant's: it stays when the slot goes, and protects nothing. */
  private ofHost(): pulumi.CustomResourceOptions {
    return { parent: this, protect: false };
  }

  /**
   * The host's program for slots, where it is older than this package's: it checks what slots are given. A newer one of the host stays.
   * By `heartbeat`, which keeps and runs what it reads: an older program's `slot enable` does not read a newer one.
   */
  private bringProgram(
    name: string,
    { placement: { host } }: DockerSlotArgs,
    hostctl: pulumi.Resource,
  ): command.remote.Command {
    return new command.remote.Command(
      `${name}-host-program`,
      {
        connection: commandConnection(operatorLogin(host)),
        create: "hostctl heartbeat",
        stdin: slotInstaller(),
        ...QUIET_COMMAND,
      },
      { ...this.ofHost(), dependsOn: [hostctl], ...KEEPS_LOGGING },
    );
  }

  private openSlot(
    name: string,
    args: DockerSlotArgs,
    { login, signing }: SlotKeys,
    dependsOn: pulumi.Resource[],
  ): command.remote.Command {
    const { limitStorage = true } = args.placement.host;
    const { cores, memoryGib, diskGib } = checked(this, () => machineTypeNamed("docker", args.serverType));
    return new command.remote.Command(
      `${name}-slot`,
      {
        connection: commandConnection(operatorLogin(args.placement.host)),
        create: valueOrEmpty(signing.publicKeyOpenssh).apply((signer) =>
          slotCommand(args.tenantId, {
            cores,
            memoryGib,
            ...(limitStorage ? { diskGib } : {}),
            ports: args.placement.ports ?? [],
            hostNames: args.placement.hostNames ?? [],
            signer,
          }),
        ),
        delete: `hostctl slot remove ${args.tenantId}`,
        stdin: valueOrEmpty(login.publicKeyOpenssh).apply((key) => key.trim()),
        ...QUIET_COMMAND,
      },
      { parent: this, dependsOn, ...(args.protect === undefined ? {} : { protect: args.protect }), ...KEEPS_LOGGING },
    );
  }

  /** What clouds with machines have and a slot has not, so that nobody believes it was done. */
  private refuseUnbuilt(args: DockerSlotArgs): void {
    if (args.tenantId.length > LONGEST_ID) {
      refuse(this, `tenantId must be at most ${LONGEST_ID} characters at docker, got "${args.tenantId}"`);
    }
    if (args.image !== undefined) refuse(this, "image is the host's own at docker; leave it out");
    if (args.firewall !== undefined) refuse(this, "firewall is not built for docker; close ports on the host");
    if (args.privateNetwork !== undefined) {
      refuse(this, "privateNetwork is not built for docker; the slot has a network of its own");
    }
    if (args.dataDisk !== undefined) refuse(this, "dataDisk is the slot's volume at docker; leave it out");
    if (args.backups === true) refuse(this, "backups are the host's at docker; leave backups out");
  }
}

/** What its user logs in with, and what its bundles are signed with. */
interface SlotKeys {
  login: tls.PrivateKey;
  signing: tls.PrivateKey;
}

function labelsOf(args: DockerSlotArgs): { label: string; value: string }[] {
  const labels = { ...args.labels, ...tenantLabels(args) };
  return Object.entries(labels).map(([label, value]) => ({ label, value }));
}
