import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { templateText } from "../templates/template-text.ts";
import { QUIET_COMMAND } from "./quiet-command.ts";
import { commandConnection, type SshConnection } from "./ssh-connection.ts";

/** A data disk that was ordered and attached. */
export interface AttachedDisk {
  /** The component that it belongs to. */
  parent: pulumi.ComponentResource;
  name: string;
  machine: pulumi.Resource;
  connection: pulumi.Output<SshConnection>;
  /** Where the cloud's image mounts it. */
  directory: pulumi.Output<string>;
  /** As its cloud reports it, in GiB. */
  sizeGib: pulumi.Output<number>;
}

const UNKNOWN =
  "the hostctl of this machine knows no data disks: see to it that the disk is mounted and its file system fills it";

/**
 * Where the disk is mounted, given out only when it is: an image that does not mount it would leave all data on the machine's own disk, with
 * which it goes. A disk that has grown gets its file system grown.
 *
 * A machine that was made before `hostctl` 1.3 knows no disks: it is left as it is, with a warning.
 */
export function prepareDataDisk({
  parent,
  name,
  machine,
  connection,
  directory,
  sizeGib,
}: AttachedDisk): pulumi.Output<string> {
  // 64: the verb is unknown there.
  const prepare = pulumi.interpolate`hostctl disk ${directory} ${sizeGib} || { [ $? = 64 ] && echo '${UNKNOWN}' >&2; }`;
  const disk = new command.remote.Command(
    `${name}-data-disk`,
    {
      connection: commandConnection(connection),
      create: prepare,
      stdin: templateText("host/disk"),
      ...QUIET_COMMAND,
    },
    // What a newer version would say otherwise changes no machine that has its disk.
    { parent, deletedWith: machine, ignoreChanges: ["stdin"] },
  );
  return pulumi.all([directory, disk.id]).apply(([mounted]) => mounted);
}
