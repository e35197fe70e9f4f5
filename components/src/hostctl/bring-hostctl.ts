import * as command from "@pulumi/command";
import type * as pulumi from "@pulumi/pulumi";
import { KEEPS_LOGGING, QUIET_COMMAND } from "../tenant-server/quiet-command.ts";
import { commandConnection, type SshConnection } from "../tenant-server/ssh-connection.ts";
import { hostctlUpdate } from "./hostctl-update.ts";

/**
 * Brings this package's `hostctl` to a machine, under a name that ends in `-hostctl`; run again when the package's is another one. Taken out
 * of a stack it changes nothing on the machine. What needs it depends on it and takes nothing from it: in the preview of a stack from before
 * it is yet to be made, and what is there must not look as if it changed.
 *
 * @param connection Of who may run `hostctl` there: of a machine its only user, of a host its operator
 * @param machine The machine, where the stack makes it: another one gets its `hostctl` too, whatever its address
 */
export function bringHostctl(
  name: string,
  connection: pulumi.Output<SshConnection>,
  opts: pulumi.CustomResourceOptions,
  machine?: pulumi.CustomResource,
): command.remote.Command {
  const { command: create, stdin } = hostctlUpdate();
  return new command.remote.Command(
    `${name}-hostctl`,
    {
      connection: commandConnection(connection),
      create,
      stdin,
      ...(machine === undefined ? {} : { triggers: [machine.id] }),
      ...QUIET_COMMAND,
    },
    // Protected, it would hold on to a machine that is to be replaced.
    { ...opts, protect: false, ...(machine === undefined ? {} : { deletedWith: machine }), ...KEEPS_LOGGING },
  );
}
