import type * as pulumi from "@pulumi/pulumi";
import type { PlacedWorkloadArgs } from "../workload/placed-workload-args.ts";
import type { TlsMode } from "../workload/tls-mode.ts";

/** Ports on the machine, unique among the workloads that share it. */
export interface SupabasePorts {
  /** The gateway. Open to the outside only without TLS on the machine. */
  api: number;
  /** PostgreSQL, through the pooler where the version has one. */
  db: number;
  /** Studio, behind the gateway's login. Open to the outside only without TLS on the machine. */
  studio: number;
}

/** Inputs of `SupabaseStack`. */
export interface SupabaseStackArgs extends PlacedWorkloadArgs {
  /** The tenant's name, as Studio shows it. */
  name: string;

  /**
   * Version of the template. Set it: a newer release of this package may have a newer default, and a database does not start under
   * another major version of PostgreSQL, older or newer.
   *
   * @default - the template's newest version at each update
   */
  version?: string;

  /**
   * Ports on the machine.
   *
   * @default - 54000 (API), 55000 (database), 56000 (Studio)
   */
  ports?: SupabasePorts;

  /**
   * Where the certificate comes from: `own` (Let's Encrypt, on the machine), `internal` (the machine's own authority), `edge`
   * (that of the shared host's edge, which the slot must be known to by this name) or `none` (plain HTTP on the API port).
   *
   * @default "own"
   */
  tls?: TlsMode;

  /**
   * Networks in CIDR form that may reach the database, such as `192.0.2.0/24`, 100 at most: by TLS alone, with a certificate of the
   * tenant's own for the name `host`, which is in the credentials. Give the machine the same networks, which opens its firewall.
   *
   * @default - none: the database is reached on the machine itself, and so by a tunnel
   */
  databaseAllowedFrom?: string[];

  /**
   * Folder on the machine for the database's and storage's files, such as the output `dataDirectory` of a server with a data disk.
   * Changing it moves nothing: the workload starts empty.
   *
   * @default - within the workload's own folder, on the machine's disk
   */
  dataDirectory?: pulumi.Input<string>;

  /**
   * Other tenants' containers run on the machine too. What would see them, the log collector with Docker's socket, is left out.
   *
   * @default false
   */
  sharedMachine?: boolean;

  /**
   * Seconds that all services may take to become healthy, 30 to 3600. The first start pulls about 4 GB of images.
   *
   * @default 900
   */
  waitTimeoutSec?: number;
}

/** What a tenant's users and owners log in with. All of it is secret but the user's name. */
export interface SupabaseCredentials {
  /** Key for browsers and apps: what row-level security allows to everyone. */
  anonKey: string;
  /** Key for servers: passes row-level security. */
  serviceRoleKey: string;
  /** Signs and verifies all tokens of the tenant. */
  jwtSecret: string;
  /** The database with the login of its owner: at the tenant's name where `databaseAllowedFrom` opens it, else on the machine itself. */
  databaseUrl: string;
  /** The certificate that the database shows, PEM: the root of trust for `sslmode=verify-full`. Absent while it is closed. */
  databaseCertificate?: string;
  /** Login of Studio. Absent in versions without Studio. */
  dashboardUsername?: string;
  /** Its password. */
  dashboardPassword?: string;
  /** Key id for S3 clients. Absent in versions whose storage does not speak S3. */
  s3AccessKeyId?: string;
  /** Its secret. */
  s3SecretAccessKey?: string;
}
