import { randomUUID } from "node:crypto";
import { Actions } from "../kernel/actions.ts";
import type { AddressPool } from "../kernel/address-pool.ts";
import type { Clock } from "../kernel/clock.ts";
import { operationsFor } from "../kernel/operation.ts";
import { createBucketWithBurst, type RateLimiter } from "../kernel/rate-limit.ts";
import { Table } from "../kernel/table.ts";
import type { MachineDriver } from "../machines/driver.ts";
import { DigitaloceanError, notFound, unprocessable } from "./errors.ts";
import type { Droplet, Firewall, PrivateImage, Project, ReservedIp, SshKey, Tag, Volume, Vpc } from "./rows.ts";

/** What all teams share. */
export interface DigitaloceanServices {
  clock: Clock;
  addresses: AddressPool;
  machines: MachineDriver;
  /** How long an action takes. */
  actionMs: number;
  log: (line: string) => void;
  /** One sequence for all numbers, so that an id of one kind never happens to be one of another. */
  nextId: () => number;
}

/** A customer's team: a token sees one team and nothing else. */
export interface Team {
  name: string;
  uuid: string;
  services: DigitaloceanServices;
  limiter: RateLimiter;
  actions: Actions;
  /** Region of each action, by the action's id. */
  actionRegions: Map<number, string>;
  droplets: Table<Droplet>;
  sshKeys: Table<SshKey>;
  firewalls: Table<Firewall>;
  vpcs: Table<Vpc>;
  volumes: Table<Volume>;
  reservedIps: Table<ReservedIp>;
  projects: Table<Project>;
  tags: Table<Tag>;
  /** Snapshots; the distributions' images are the same for everybody. */
  images: Table<PrivateImage>;
}

export const operation = operationsFor<Team>();

/** "5,000 requests per hour" and "250 requests per minute": https://docs.digitalocean.com/reference/api/digitalocean/#section/Introduction/Rate-Limit */
const REQUESTS_PER_HOUR = 5000;
const REQUESTS_PER_MINUTE = 250;

export function createTeam(name: string, services: DigitaloceanServices): Team {
  const { clock, log, nextId, actionMs: durationMs } = services;
  const team: Team = {
    name,
    uuid: randomUUID(),
    services,
    limiter: createBucketWithBurst(clock, {
      limit: REQUESTS_PER_HOUR,
      refillMs: 3_600_000 / REQUESTS_PER_HOUR,
      burst: REQUESTS_PER_MINUTE,
      windowMs: 60_000,
    }),
    actions: new Actions({ clock, log, nextId, durationMs }),
    actionRegions: new Map(),
    droplets: new Table<Droplet>({ notFound }),
    sshKeys: new Table<SshKey>({
      notFound,
      unique: {
        keys: { fingerprint: (key) => key.fingerprint },
        duplicate: () => unprocessable("SSH Key is already in use on your account"),
      },
    }),
    firewalls: uniquelyNamed<Firewall>("firewall name must be unique"),
    vpcs: uniquelyNamed<Vpc>("a VPC with this name already exists"),
    volumes: new Table<Volume>({
      notFound,
      unique: {
        keys: { name: ({ name, region }) => (name && region ? `${name} ${region}` : undefined) },
        duplicate: () => conflict("There was already a volume with that name in that region."),
      },
    }),
    reservedIps: new Table<ReservedIp>({ notFound }),
    projects: uniquelyNamed<Project>("a project with this name already exists"),
    tags: new Table<Tag>({ notFound }),
    images: new Table<PrivateImage>({ notFound }),
  };
  addDefaultProject(team);
  return team;
}

/** Forgets everything in the team but its default project. */
export function clearTeam(team: Team): void {
  team.actions.clear();
  team.actionRegions.clear();
  for (const table of Object.values(team)) if (table instanceof Table) table.clear();
  addDefaultProject(team);
}

function addDefaultProject(team: Team): void {
  const now = team.services.clock.timestamp();
  team.projects.insert({
    id: randomUUID(),
    owner_uuid: team.uuid,
    owner_id: 1,
    name: team.name,
    description: "",
    purpose: "Just trying out DigitalOcean",
    environment: "Development",
    is_default: true,
    created_at: now,
    updated_at: now,
    resources: [],
  });
}

function uniquelyNamed<Row extends { id: string; name: string }>(message: string): Table<Row> {
  return new Table<Row>({
    notFound,
    unique: { keys: { name: (row) => row.name }, duplicate: () => conflict(message) },
  });
}

function conflict(message: string): DigitaloceanError {
  return new DigitaloceanError("conflict", message);
}
