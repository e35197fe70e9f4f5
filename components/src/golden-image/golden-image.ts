import { imageFor, machineTypeFor, regionOf } from "@freehold/catalogue";
import type { Cloud } from "@freehold/model";
import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { isLabelValue } from "../ownership.ts";
import { checked, refuse } from "../refuse.ts";
import { createMachineKeys, type MachineKeys } from "../tenant-server/machine-keys.ts";
import { commandConnection } from "../tenant-server/ssh-connection.ts";
import { builderUserData } from "./builder-user-data.ts";
import { digitaloceanDisks } from "./digitalocean-disks.ts";
import type { DiskMaker } from "./disk-maker.ts";
import { hetznerDisks } from "./hetzner-disks.ts";

/** Inputs of {@link GoldenImage}. */
export interface GoldenImageArgs {
  /** Cloud that the image is for: `hetzner` or `digitalocean`. Proxmox VE has the script `templates/golden/proxmox-template`. */
  cloud: string;

  /** Region that the builder stands in. A Hetzner image is for all locations, a DigitalOcean image for its own region. */
  region: string;

  /**
   * Name of this image among its predecessors, such as `2026-11`: 1 to 30 letters, digits, `_`, `.` or `-`. Another version is
   * another image; machines that were provisioned from the old one keep running without it.
   */
  version: string;

  /**
   * Container images to pull, such as those of `templateImages`. They are on every machine that is provisioned from the image.
   *
   * @default - none: Docker alone
   */
  images?: string[];

  /**
   * The machine that the image is taken of exists. First `true`, which makes the image; then `false`, which removes the machine and
   * keeps the image: a machine costs money, switched off too.
   *
   * @default true
   */
  builder?: boolean;

  /**
   * Port of the builder's SSH server, 1 to 65535.
   *
   * @default 22
   */
  sshPort?: number;

  /**
   * The account's firewall profile for the builder.
   *
   * @default "web"
   */
  profile?: string;
}

const BUILDER = "fh-golden-builder";
const USER = "golden";
const VERSION = /^[a-zA-Z0-9]([a-zA-Z0-9_.-]{0,28}[a-zA-Z0-9])?$/;

const DISKS: Readonly<Record<string, DiskMaker>> = { hetzner: hetznerDisks, digitalocean: digitaloceanDisks };

/**
 * An image that machines are provisioned from with Docker, and by choice a workload's container images, on it already. Give its `imageId`
 * to `TenantServer` as `image`; `hostctl` and keys come with each machine's own user data all the same.
 */
export class GoldenImage extends pulumi.ComponentResource {
  /** The cloud's id of the image. */
  readonly imageId: pulumi.Output<string>;

  constructor(name: string, args: GoldenImageArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super("freehold:index:GoldenImage", name, {}, opts);
    const disks = this.check(args);

    const taken = (args.builder ?? true) ? this.build(name, args, disks) : undefined;
    this.imageId = disks.image(`${name}-${args.version}`, {
      parent: this,
      imageName: `fh-golden-${args.version}`,
      version: args.version,
      // Without a builder, whatever was taken before stays: the machine that it was taken of is not looked at again.
      builderId: taken?.builderId ?? pulumi.output("0"),
      after: taken?.sealed,
    });
    this.registerOutputs({ imageId: this.imageId });
  }

  /** Makes the machine and seals it. */
  private build(name: string, args: GoldenImageArgs, disks: DiskMaker) {
    const { region, sshPort = 22, profile = "web" } = args;
    const cloud = args.cloud as Cloud;
    const keys = createMachineKeys(`${name}-builder`, this);
    const builder = disks.builder(`${name}-builder`, {
      parent: this,
      hostname: BUILDER,
      region,
      profile,
      // The smallest disk, so that machines of every size can be provisioned from the image.
      serverType: machineTypeFor(cloud, region, "small").name,
      image: imageFor(cloud),
      publicKey: keys.loginPublic,
      userData: builderUserDataOf(keys, args),
    });
    const connection = pulumi.secret(
      pulumi.all([builder.ipv4, keys.loginPrivate, keys.hostPublic]).apply(([host, privateKey, hostKey]) => ({
        host,
        port: sshPort,
        user: USER,
        privateKey,
        hostKey,
      })),
    );
    const sealed = new command.remote.Command(
      `${name}-seal`,
      {
        connection: commandConnection(connection),
        create: `sudo -n /usr/local/sbin/freehold-seal ${USER}`,
        // Once a machine: nobody can log in to a sealed one.
        triggers: [builder.resource.id],
        addPreviousOutputInEnv: false,
      },
      { parent: this, deletedWith: builder.resource },
    );
    return { builderId: builder.resource.id, sealed };
  }

  private check(args: GoldenImageArgs): DiskMaker {
    const disks = DISKS[args.cloud];
    if (!disks) {
      const allowed = Object.keys(DISKS).join(", ");
      refuse(this, `cloud must be one of ${allowed} for a golden image, got "${args.cloud}"; choose one of ${allowed}`);
    }
    if (!VERSION.test(args.version)) {
      refuse(
        this,
        `version must be 1 to 30 letters, digits, "_", "." or "-", beginning and ending with a letter or digit, got "${args.version}"`,
      );
    }
    if (args.profile !== undefined && !isLabelValue(args.profile)) {
      refuse(this, `profile must be the name of a firewall profile, got "${args.profile}"`);
    }
    const wrong = (args.images ?? []).find((image) => !/^[a-z0-9][a-zA-Z0-9._/:@-]*$/.test(image));
    if (wrong !== undefined) {
      refuse(this, `images must be names of container images, such as postgres:17, got ${JSON.stringify(wrong)}`);
    }
    checked(this, () => regionOf(args.cloud as Cloud, args.region));
    return disks;
  }
}

function builderUserDataOf(keys: MachineKeys, { sshPort = 22, images = [] }: GoldenImageArgs): pulumi.Output<string> {
  return pulumi.secret(
    pulumi
      .all([keys.loginPublic, keys.hostPrivate, keys.hostPublic])
      .apply(([authorizedKey, hostKeyPrivate, hostKeyPublic]) =>
        builderUserData({
          hostname: BUILDER,
          user: USER,
          authorizedKey,
          hostKeyPrivate,
          hostKeyPublic,
          sshPort,
          images,
        }),
      ),
  );
}
