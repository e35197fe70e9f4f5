import type * as pulumi from "@pulumi/pulumi";

/** A machine with Docker, an SSH server and `hostctl`, on which slots are enabled. */
export interface DockerHost {
  /** IPv4 address of the host: tenants' names lead there. */
  address: string;

  /**
   * Port of its SSH server, 1 to 65535.
   *
   * @default 22
   */
  sshPort?: number;

  /**
   * User who may run `hostctl`.
   *
   * @default "freehold"
   */
  sshUser?: string;

  /** Private key of that user, in OpenSSH form. Secret. */
  sshPrivateKey: pulumi.Input<string>;

  /** The host's public host key, in `authorized_keys` form; connections that see another key end. */
  hostKey: string;

  /**
   * Keep each slot's data within the size of its type, in a file system of its own. Needs loop devices and mkfs.ext4 on the host,
   * which refuses the slot otherwise.
   *
   * @default true
   */
  limitStorage?: boolean;
}
