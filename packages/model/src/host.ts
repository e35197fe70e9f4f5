import { z } from "zod";
import { TenantId, TenantName } from "./tenant.ts";
import { Cloud, Size } from "./vocabulary.ts";

/** What a host has for tenants, or what they take of it. */
const Capacity = z.object({
  slots: z.number().int(),
  memoryGib: z.number().nullable().describe("In GiB; null: not counted"),
  cores: z.number().nullable().describe("Null: not counted"),
});

/**
 * `draining`: it takes no new tenants. `dead`: no connection to it can be made; its tenants are moved elsewhere. `misconfigured`: it answers, and
 * not as a host should; `unresponsive`: it takes connections and gives no answer. Both take no new tenants, and keep those that they have. `unremapped`: root in
 * its containers is root on it, as on hosts from before that was changed; it takes no new tenants, and keeps those that it has until they are moved. An
 * ordered host is `building` before it is ready, `failed` when it could not be built or destroyed, and `destroying` until nothing is left of it.
 */
export const HostStatus = z.enum([
  "ready",
  "draining",
  "dead",
  "misconfigured",
  "unresponsive",
  "unremapped",
  "building",
  "failed",
  "destroying",
]);
export type HostStatus = z.infer<typeof HostStatus>;

/** What a check found wrong. `silent`: no connection could be made; only that, several times in a row, makes a host dead. */
export const HostTrouble = z.enum(["silent", "unresponsive", "misconfigured"]);
export type HostTrouble = z.infer<typeof HostTrouble>;

/** A shared host as the API shows it to the operator. */
export const Host = z.object({
  id: z.string(),
  name: z.string(),
  status: HostStatus,
  cloud: Cloud.describe("Where the machine is; `docker` for one of the operator's own"),
  region: z.string(),
  address: z
    .string()
    .nullable()
    .describe("What its tenants' names lead to; null until the machine of an order is ready"),
  edge: z.boolean().describe("True when an edge on it takes requests by name"),
  ssh: z
    .object({ host: z.string(), port: z.number().int(), user: z.string(), hostKey: z.string() })
    .nullable()
    .describe("Null for a host on this machine's own socket, and until the machine of an order is ready"),
  hostctlVersion: z.string().nullable(),
  capacity: Capacity,
  limitStorage: z.boolean(),
  used: z.object({ slots: z.number().int(), memoryGib: z.number(), cores: z.number() }),
  health: z.object({
    checkedAt: z.iso.datetime().nullable(),
    answeredAt: z.iso.datetime().nullable(),
    failedChecks: z.number().int().describe("Checks in a row to which no connection could be made"),
    trouble: HostTrouble.nullable().describe("What the last check found wrong; null when it found nothing"),
    troubleSince: z.iso.datetime().nullable().describe("Since when every check found that"),
    failure: z.string().nullable().describe("Why the last check failed; null when it did not"),
    heldBack: z.boolean().describe("It seems dead, but so does more than half of the hosts: none is given up"),
    deadSince: z.iso.datetime().nullable(),
    declaredDeadBy: z
      .string()
      .nullable()
      .describe("Id of the API key of the operator who declared it dead; null when its silence did"),
  }),
  order: z
    .object({
      size: Size,
      machineType: z.string().describe("The cloud's name of the machine type"),
      accountId: z.string().describe("The account that it is ordered in"),
      costPerMonth: z.object({ amount: z.number(), currency: z.string() }).nullable(),
      failure: z
        .object({ code: z.string(), reason: z.string(), nextStep: z.string() })
        .nullable()
        .describe("Set when `status` is `failed`"),
    })
    .nullable()
    .describe("The machine as it was ordered; null for one that was there already"),
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
    privateKey: z.string().min(1).max(20_000).meta({
      description:
        "Of that user, in OpenSSH or PEM form and without a passphrase; line ends are mended; never shown again",
    }),
    hostKey: z.string().min(1).max(20_000).meta({
      description:
        "One of the host's public keys, `ssh-ed25519 AAAA…`: Ed25519, ECDSA or RSA; a server that does not prove it is not talked to",
    }),
  }),
  capacity: z.strictObject({ slots: Slots, memoryGib: MemoryGib.default(null), cores: Cores.default(null) }),
  limitStorage: z
    .boolean()
    .default(true)
    .meta({ description: "Keep each slot's data within its size; needs loop devices and mkfs.ext4 on the host" }),
  edge: z.boolean().default(false).meta({ description: "An edge on it takes requests by name" }),
});
export type HostSpec = z.infer<typeof HostSpec>;

/** Clouds that a shared host can be ordered from. */
export const HOST_CLOUDS = ["hetzner", "digitalocean", "proxmox"] as const;

/** A machine that is to be built as a shared host, in place of `address`, `ssh` and, by choice, `capacity`. */
export const HostOrder = z.strictObject({
  size: Size.default("large"),
  certificates: z.enum(["acme-http", "internal"]).optional().meta({
    description:
      "Where its edge's certificates come from: Let's Encrypt, or an authority of its own. Default: `internal` in a sandbox, else `acme-http`",
  }),
  email: z.email().optional().meta({ description: "Whom Let's Encrypt writes to; needed with `acme-http`" }),
});
export type HostOrder = z.infer<typeof HostOrder>;

/** Declares a host dead that answers no more as it should. */
export const HostDeath = z.strictObject({
  name: HostName.meta({
    description: "The host's name once more: its tenants are moved, and their data there is lost",
  }),
});
export type HostDeath = z.infer<typeof HostDeath>;

/** What may change of a host; what is left out stays. */
export const HostChanges = z.strictObject({
  draining: z.boolean().optional().meta({ description: "Take no new tenants; those who are there stay" }),
  capacity: z.strictObject({ slots: Slots, memoryGib: MemoryGib, cores: Cores }).partial().optional(),
});
export type HostChanges = z.infer<typeof HostChanges>;
