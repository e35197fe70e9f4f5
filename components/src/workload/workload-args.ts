import type * as pulumi from "@pulumi/pulumi";
import type { PlacedWorkloadArgs } from "./placed-workload-args.ts";
import type { TlsMode } from "./tls-mode.ts";

/** Inputs of `Workload`. */
export interface WorkloadArgs extends PlacedWorkloadArgs {
  /** The template: a name of one that the package brings, or of one in `templatesDirectory`. */
  template: string;

  /**
   * Folder of templates of your own, or of one: what has a `template.yaml`. `freehold templates check` says what is wrong in it.
   *
   * @default - none: the package's templates
   */
  templatesDirectory?: string;

  /** The tenant's name, as its users see it. */
  name: string;

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
