import type * as command from "@pulumi/command";
import type * as pulumi from "@pulumi/pulumi";

/** How a machine is reached. */
export interface SshConnection {
  /** Address or name of the machine. */
  host: string;
  /** Port of its SSH server. */
  port: number;
  /** User who may run `hostctl`. */
  user: string;
  /** Private key of that user, in OpenSSH form. Secret. */
  privateKey: string;
  /** The machine's public host key, in `authorized_keys` form; connections that see another key end. */
  hostKey: string;
}

/** Dials that may fail before a command gives up. A machine takes one to two minutes to boot, in a busy hour more. */
const DIAL_ERROR_LIMIT = 60;
const DIAL_TIMEOUT_SEC = 15;

/** The connection as remote commands take it: patient, because the first command is how we wait for the machine to boot. */
export function commandConnection(
  connection: pulumi.Output<SshConnection>,
): pulumi.Output<command.types.input.remote.ConnectionArgs> {
  return connection.apply((to) => ({ ...to, dialErrorLimit: DIAL_ERROR_LIMIT, perDialTimeout: DIAL_TIMEOUT_SEC }));
}
