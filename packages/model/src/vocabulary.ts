import { z } from "zod";

/** Where a machine comes from. `docker` is a Docker host that already exists. */
export const CLOUDS = ["hetzner", "digitalocean", "proxmox", "docker"] as const;
export const Cloud = z.enum(CLOUDS);
export type Cloud = z.infer<typeof Cloud>;

/** Vendor-neutral machine sizes; the catalogue maps each to a machine type of the cloud. */
export const SIZES = ["small", "medium", "large", "xlarge"] as const;
export const Size = z.enum(SIZES);
export type Size = z.infer<typeof Size>;

/** `dedicated`: the tenant has a machine of its own. `shared`: a slot on a shared host. */
export const PLACEMENT_MODES = ["dedicated", "shared"] as const;
export const PlacementMode = z.enum(PLACEMENT_MODES);
export type PlacementMode = z.infer<typeof PlacementMode>;

/**
 * How far from what was asked a machine may be when the cloud has none there. `none`: not at all. `region`: in another region of the same
 * cloud. `cloud`: at another cloud too. Neither leaves the jurisdiction: the European Union, or the country outside it.
 */
export const FALLBACKS = ["none", "region", "cloud"] as const;
export const Fallback = z.enum(FALLBACKS);
export type Fallback = z.infer<typeof Fallback>;

/** The form of a template's name. Which templates there are is for their table to say: an operator may bring some. */
export const TEMPLATE_PATTERN = /^[a-z][a-z0-9-]{0,39}$/;
/** What runs on the machine. */
export const Template = z
  .string()
  .regex(
    TEMPLATE_PATTERN,
    "must be the name of a template: 1 to 40 lower-case letters, digits and hyphens, beginning with a letter",
  );
export type Template = z.infer<typeof Template>;

/** One requested change of a tenant. */
export const OPERATION_KINDS = [
  "create",
  "update",
  "resize",
  "move",
  "pause",
  "resume",
  "restart",
  "rotate",
  "backup",
  "restore",
  "upgrade",
  "refresh",
  "destroy",
] as const;
export const OperationKind = z.enum(OPERATION_KINDS);
export type OperationKind = z.infer<typeof OperationKind>;

/** The six visible phases of an operation, in order. */
export const STAGES = ["initialise", "allocate", "configure", "provision", "verify", "complete"] as const;
export const Stage = z.enum(STAGES);
export type Stage = z.infer<typeof Stage>;

/**
 * `queued`: accepted, no worker has it. `running`: a worker holds its lease. The last three are final.
 */
export const OPERATION_STATUSES = ["queued", "running", "succeeded", "failed", "cancelled"] as const;
export const OperationStatus = z.enum(OPERATION_STATUSES);
export type OperationStatus = z.infer<typeof OperationStatus>;
