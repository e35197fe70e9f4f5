import type * as pulumi from "@pulumi/pulumi";
import type { SshConnection } from "../tenant-server/ssh-connection.ts";

/** What every workload is told of whose it is and where it runs. */
export interface PlacedWorkloadArgs {
  /** The tenant's immutable id: 6 to 32 lower-case letters and digits. In the name of every container, network and volume. */
  tenantId: string;

  /** Full name that leads to the machine, such as `acme.example.com`. */
  host: pulumi.Input<string>;

  /**
   * A domain of the customer's own that also leads to the machine.
   *
   * @default - none
   */
  domain?: string;

  /** The machine: the output `connection` of a server component. */
  connection: pulumi.Input<SshConnection>;

  /**
   * Settings of the template by name, as text, such as `{ disableSignup: "true" }`; the `manifest.yaml` of a version lists them.
   *
   * @default - the manifest's defaults
   */
  settings?: Record<string, pulumi.Input<string>>;

  /**
   * For a slot on a shared host: what the files are signed with, the output `signingKey` of the slot. The host takes nothing that is not
   * signed, and only what it knows to be harmless: the compose file is written anew from what the slot may run.
   *
   * @default - the machine is the tenant's own and takes the files as they are
   */
  signingKey?: pulumi.Input<string>;
}
