import { z } from "zod";
import { TenantId, TenantName } from "./tenant.ts";
import { Cloud, Size } from "./vocabulary.ts";

/** What a host has for tenants, or what they take of it. */
const Capacity = z.object({
  slots: z.number().int(),
  /** In GiB; null: not counted. */
  memoryGib: z.number().nullable(),
  /** Null: not counted. */
  cores: z.number().nullable(),
});

/** `draining`: it takes no new tenants. `dead`: it does not answer; its tenants are moved elsewhere. */
export const HostStatus = z.enum(["ready", "draining", "dead"]);
export type HostStatus = z.infer<typeof HostStatus>;

/** A shared host as the API shows it to the operator. */
export const Host = z.object({
  id: z.string(),
  name: z.string(),
  status: HostStatus,
  /** Where the machine is; `docker` for one of the operator's own. */
  cloud: Cloud,
  region: z.string(),
  /** What its tenants' names lead to. */
  address: z.string(),
  /** True when an edge on it takes requests by name. */
  edge: z.boolean(),
  /** Null for a host on this machine's own socket. */
  ssh: z.object({ host: z.string(), port: z.number().int(), user: z.string(), hostKey: z.string() }).nullable(),
  hostctlVersion: z.string().nullable(),
  capacity: Capacity,
  limitStorage: z.boolean(),
  used: z.object({ slots: z.number().int(), memoryGib: z.number(), cores: z.number() }),
  health: z.object({
    checkedAt: z.iso.datetime().nullable(),
    answeredAt: z.iso.datetime().nullable(),
    /** Checks without an answer since the last one with. */
    failedChecks: z.number().int(),
    /** Why the last check failed; null when it did not. */
    failure: z.string().nullable(),
    /** It seems dead, but so does more than half of the hosts: none is given up. */
    heldBack: z.boolean(),
    deadSince: z.iso.datetime().nullable(),
  }),
  createdAt: z.iso.datetime(),
});
export type Host = z.infer<typeof Host>;

/** A tenant's place on a host. `abandoned`: the tenant was moved away; what it left goes when the host is back. */
export const HostSlot = z.object({
  tenantId: TenantId,
  tenantName: TenantName,
  size: Size,
  memoryGib: z.number(),
  cores: z.number(),
  state: z.enum(["held", "abandoned"]),
  since: z.iso.datetime(),
});
export type HostSlot = z.infer<typeof HostSlot>;

const Slots = z.number().int().min(1).max(1000).meta({ description: "Tenants at a time" });
const MemoryGib = z.number().positive().nullable().meta({ description: "Memory for them in GiB; null: not counted" });
const Cores = z.number().positive().nullable().meta({ description: "Cores for them; null: not counted" });

export const HostName = z
  .string()
  .regex(/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/, "must be 1 to 63 lower-case letters, digits and hyphens, a letter first");

/** A machine with Docker, an SSH server and `hostctl` that tenants are to share. */
export const HostSpec = z.strictObject({
  name: HostName,
  cloud: Cloud.default("docker").meta({ description: "Where the machine is; `docker` for one of your own" }),
  region: z
    .string()
    .regex(/^[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$/, "must be 1 to 63 letters, digits and hyphens")
    .meta({ description: "Its place; slots are asked for by it" }),
  address: z.ipv4("must be an IPv4 address").meta({ description: "Where it is, and what its tenants' names lead to" }),
  ssh: z.strictObject({
    port: z.number().int().min(1).max(65_535).default(22),
    user: z
      .string()
      .regex(/^[a-z_][a-z0-9_-]{0,31}$/, "must be a user name of 1 to 32 lower-case letters, digits, `_` or `-`")
      .default("freehold")
      .meta({ description: "May use Docker and run `hostctl`" }),
    privateKey: z.string().min(1).max(20_000).meta({ description: "Of that user, in OpenSSH form; never shown again" }),
    hostKey: z
      .string()
      .regex(/^[a-z0-9@.-]+ [A-Za-z0-9+/]+=*( .*)?$/, "must be a public key such as `ssh-ed25519 AAAA…`")
      .meta({ description: "The host's public key; a server that shows another one is not talked to" }),
  }),
  capacity: z.strictObject({ slots: Slots, memoryGib: MemoryGib.default(null), cores: Cores.default(null) }),
  limitStorage: z
    .boolean()
    .default(true)
    .meta({ description: "Keep each slot's data within its size; needs loop devices and mkfs.ext4 on the host" }),
  edge: z.boolean().default(false).meta({ description: "An edge on it takes requests by name" }),
});
export type HostSpec = z.infer<typeof HostSpec>;

/** What may change of a host; what is left out stays. */
export const HostChanges = z.strictObject({
  draining: z.boolean().optional().meta({ description: "Take no new tenants; those who are there stay" }),
  capacity: z.strictObject({ slots: Slots, memoryGib: MemoryGib, cores: Cores }).partial().optional(),
});
export type HostChanges = z.infer<typeof HostChanges>;
