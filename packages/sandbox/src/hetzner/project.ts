import { Actions } from "../kernel/actions.ts";
import type { AddressPool } from "../kernel/address-pool.ts";
import type { Clock } from "../kernel/clock.ts";
import { type Call, operationsFor } from "../kernel/operation.ts";
import { createTokenBucket, type RateLimiter } from "../kernel/rate-limit.ts";
import { Table } from "../kernel/table.ts";
import type { MachineDriver } from "../machines/driver.ts";
import { duplicate, notFound } from "./errors.ts";
import type {
  Firewall,
  FloatingIp,
  Image,
  Network,
  PlacementGroup,
  PrimaryIp,
  Server,
  SshKey,
  Volume,
} from "./rows.ts";

/** What all projects share. */
export interface HetznerServices {
  clock: Clock;
  addresses: AddressPool;
  machines: MachineDriver;
  /** How long an action takes. */
  actionMs: number;
  log: (line: string) => void;
  /** One sequence for everything, so that an id of one kind never happens to be one of another. */
  nextId: () => number;
}

/** A customer's project: a token sees one project and nothing else. */
export interface Project {
  name: string;
  services: HetznerServices;
  limiter: RateLimiter;
  actions: Actions;
  sshKeys: Table<SshKey>;
  servers: Table<Server>;
  firewalls: Table<Firewall>;
  networks: Table<Network>;
  volumes: Table<Volume>;
  primaryIps: Table<PrimaryIp>;
  floatingIps: Table<FloatingIp>;
  placementGroups: Table<PlacementGroup>;
  /** Snapshots and backups; the system images are the same for everybody. */
  images: Table<Image>;
}

export type HetznerCall<Body = unknown> = Call<Project, Body>;

export const operation = operationsFor<Project>();

/** "3600 requests per hour", refilled by one a second: https://docs.hetzner.cloud/reference/cloud#rate-limiting */
const REQUESTS_PER_HOUR = 3600;

export function createProject(name: string, services: HetznerServices): Project {
  const { clock, log, nextId, actionMs: durationMs } = services;
  return {
    name,
    services,
    limiter: createTokenBucket(clock, REQUESTS_PER_HOUR, 1000),
    actions: new Actions({ clock, log, nextId, durationMs }),
    sshKeys: new Table<SshKey>({
      notFound: (id) => notFound("SSH key", id),
      unique: {
        keys: { name: (key) => key.name, public_key: (key) => key.fingerprint },
        duplicate: (key) => duplicate(key, DUPLICATE_SSH_KEY[key] ?? "SSH key is not unique"),
      },
    }),
    servers: named<Server>("server", "server name is already used"),
    firewalls: named<Firewall>("firewall"),
    networks: named<Network>("network"),
    volumes: named<Volume>("volume"),
    primaryIps: named<PrimaryIp>("primary IP"),
    floatingIps: named<FloatingIp>("floating IP"),
    placementGroups: named<PlacementGroup>("placement group"),
    images: new Table<Image>({ notFound: (id) => notFound("image", id) }),
  };
}

/** Forgets everything in the project. */
export function clearProject(project: Project): void {
  project.actions.clear();
  for (const table of Object.values(project)) if (table instanceof Table) table.clear();
}

const DUPLICATE_SSH_KEY: Record<string, string> = {
  name: "SSH key name is already used",
  public_key: "SSH key with the same fingerprint already exists",
};

function named<Row extends { id: number; name: string }>(kind: string, message = "name is already used"): Table<Row> {
  return new Table<Row>({
    notFound: (id) => notFound(kind, id),
    unique: { keys: { name: (row) => row.name }, duplicate: (key) => duplicate(key, message) },
  });
}
