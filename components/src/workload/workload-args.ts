import type * as pulumi from "@pulumi/pulumi";
import type { SshConnection } from "../tenant-server/ssh-connection.ts";
import type { TlsMode } from "./tls-mode.ts";

/** Inputs of `Workload`. */
export interface WorkloadArgs {
  /** The template: a name of one that the package brings, or of one in `templatesDirectory`. */
  template: string;

  /**
   * Folder of templates of your own, or of one: what has a `template.yaml`. `freehold templates check` says what is wrong in it.
   *
   * @default - none: the package's templates
   */
  templatesDirectory?: string;

  /** The tenant's immutable id: 6 to 32 lower-case letters and digits. In the name of every container, network and volume. */
  tenantId: string;

  /** The tenant's name, as its users see it. */
  name: string;

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
   * Version of the template. Set it: a newer release of this package may have a newer default, and data of one version may be of no use
   * to another.
   *
   * @default - the template's default version at each update
   */
  version?: string;

  /**
   * Ports on the machine by the template's names, unique among the workloads that share it.
   *
   * @default - those of the template's manifest
   */
  ports?: Record<string, number>;

  /**
   * Where the certificate comes from: `own` (Let's Encrypt, on the machine), `internal` (the machine's own authority), `edge`
   * (that of the shared host's edge, which the slot must be known to by this name) or `none` (plain HTTP on the workload's port).
   *
   * @default "own"
   */
  tls?: TlsMode;

  /**
   * Networks in CIDR form that may reach the port whose reach is `firewall`, such as a database's: 100 at most. Give the machine the same
   * networks, which opens its firewall.
   *
   * @default - none: it is reached on the machine itself, and so by a tunnel
   */
  databaseAllowedFrom?: string[];

  /**
   * Settings of the template by name, as text, such as `{ disableSignup: "true" }`; the `manifest.yaml` of a version lists them.
   *
   * @default - the manifest's defaults
   */
  settings?: Record<string, pulumi.Input<string>>;

  /**
   * Folder on the machine for the workload's data, such as the output `dataDirectory` of a server with a data disk. Changing it moves
   * nothing: the workload starts empty.
   *
   * @default - within the workload's own folder, on the machine's disk
   */
  dataDirectory?: pulumi.Input<string>;

  /**
   * Other tenants' containers run on the machine too. Services that would see them are left out.
   *
   * @default false
   */
  sharedMachine?: boolean;

  /**
   * For a slot on a shared host: what the files are signed with, the output `signingKey` of the slot. The host takes nothing that is not
   * signed, and only what it knows to be harmless: the compose file is written anew from what the slot may run.
   *
   * @default - the machine is the tenant's own and takes the files as they are
   */
  signingKey?: pulumi.Input<string>;

  /**
   * Seconds that all services may take to become healthy, 30 to 3600. The first start pulls the images.
   *
   * @default 900
   */
  waitTimeoutSec?: number;
}

/** What runs on the machine. */
export interface DeployedWorkload {
  /** Name of the template. */
  template: string;
  /** Version of the template. */
  version: string;
  /** Compose's name of the project. */
  project: string;
  /** The services by name. */
  services: string[];
}
