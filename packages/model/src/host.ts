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
