import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { bringHostctl } from "../hostctl/bring-hostctl.ts";
import type { MachineArgs } from "./machine-args.ts";
import type { MachineKeys } from "./machine-keys.ts";
import { KEEPS_LOGGING, QUIET_COMMAND } from "./quiet-command.ts";
import { commandConnection, type SshConnection } from "./ssh-connection.ts";
import { renderUserData } from "./user-data.ts";

/** The user data that a machine is provisioned with. Secret: its host key is in it. */
export function userDataOf(hostname: string, args: MachineArgs, keys: MachineKeys): pulumi.Output<string> {
  const { sshUser = "freehold", sshPort = 22 } = args;
  return pulumi.secret(
    pulumi
      .all([keys.loginPublic, keys.hostPrivate, keys.hostPublic])
      .apply(([authorizedKey, hostKeyPrivate, hostKeyPublic]) =>
        renderUserData({ hostname, user: sshUser, authorizedKey, hostKeyPrivate, hostKeyPublic, sshPort }),
      ),
  );
}

/** A machine that was ordered and may not have booted. */
export interface OrderedMachine {
  /** The component that it belongs to. */
  parent: pulumi.ComponentResource;
  name: string;
  args: MachineArgs;
  machine: pulumi.CustomResource;
  ipv4: pulumi.Output<string>;
  keys: MachineKeys;
}

/** The connection, given out only when the machine has answered under its host key, has this package's `hostctl`, and Docker runs. */
export function awaitBoot(ordered: OrderedMachine): pulumi.Output<SshConnection> {
  const { parent, name, args, machine, ipv4, keys } = ordered;
  const connection = pulumi.secret(
    pulumi.all([ipv4, keys.loginPrivate, keys.hostPublic]).apply(([host, privateKey, hostKey]) => ({
      host,
      port: args.sshPort ?? 22,
      user: args.sshUser ?? "freehold",
      privateKey,
      hostKey,
    })),
  );
  // The first that it is asked for: what its user data gave it can take hostctl, and nothing else.
  const brought = bringHostctl(name, connection, { parent }, machine);
  const boot = new command.remote.Command(
    `${name}-boot`,
    {
      connection: commandConnection(connection),
      create: "hostctl wait --timeout 600",
      // A machine that already runs is not asked to wait for workloads that are paused or ill.
      update: "hostctl version",
      ...QUIET_COMMAND,
    },
    { parent, deletedWith: machine, dependsOn: [brought], ...KEEPS_LOGGING },
  );
  return pulumi.secret(pulumi.all([connection, boot.id]).apply(([reached]) => reached));
}
