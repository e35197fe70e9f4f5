import { z } from "zod";
import { TenantConditions } from "./condition.ts";
import { DatabaseNetworks } from "./database-networks.ts";
import { DomainName, isReserved, NewDomainName } from "./domain-name.ts";
import { TenantStatus } from "./tenant-status.ts";
import { Cloud, Fallback, PlacementMode, Size, Template } from "./vocabulary.ts";

/** A tenant's name is a DNS label: it becomes the first label of the tenant's host name. */
export const TENANT_NAME_PATTERN = /^[a-z][a-z0-9-]{1,38}[a-z0-9]$/;

export const TenantName = z
  .string()
  .regex(
    TENANT_NAME_PATTERN,
    "must be 3 to 40 characters: lower-case letters, digits and hyphens, beginning with a letter and not ending with a hyphen",
  );

/** A tenant's name that is chosen now: one that an authority gives a certificate for. */
export const NewTenantName = TenantName.refine((name) => !isReserved(name) && !name.startsWith("xn--"), {
  error: "must not have -- in the third and fourth place: that form is kept for other scripts, and gets no certificate",
});

/** A tenant's immutable id; it is the stack's name, so it holds neither `_` nor `-`. */
export const TENANT_ID_PATTERN = /^[a-z][a-z0-9]{5,31}$/;
export const TenantId = z
  .string()
  .regex(TENANT_ID_PATTERN, "must be 6 to 32 lower-case letters and digits, beginning with a letter");

export const Placement = z.strictObject({
  cloud: Cloud,
  region: z.string().min(1).max(64).describe("The cloud's own region name, such as `fsn1`"),
  size: Size,
  mode: PlacementMode.default("dedicated"),
  machineType: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "must be 1 to 63 lower-case letters, digits and hyphens")
    .optional()
    .describe(
      "The cloud's own name of a machine type, such as `cx23`, in place of the one that the size stands for. One that is discontinued is mapped to its successor, with a warning",
    ),
  fallback: Fallback.optional().describe(
    "Where the machine may be when the cloud has none in the region. Absent: what the service is set to, which is `none` unless set",
  ),
});
export type Placement = z.infer<typeof Placement>;

/** What a signup asks for. */
export const TenantSpec = z.strictObject({
  name: NewTenantName,
  template: Template,
  templateVersion: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe(
      "Version of the template. Absent: the template's newest. It is recorded, and nothing but an upgrade changes it",
    ),
  placement: Placement,
  domain: NewDomainName.optional().describe("A domain of the customer's own, beside the name in the service's zone"),
  databaseAllowedFrom: DatabaseNetworks.optional().describe(
    "Networks in CIDR form that may reach the tenant's database from outside, by TLS alone. Absent: none, and a tunnel is the only way",
  ),
  settings: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .optional()
    .describe("Settings of the template, checked against the template's manifest"),
});
export type TenantSpec = z.infer<typeof TenantSpec>;

/** Why an operation waits for its next try, and until when. */
export const Waiting = z.object({
  code: z.string(),
  reason: z.string(),
  nextStep: z.string(),
  tried: z
    .array(z.object({ cloud: Cloud, region: z.string(), machineType: z.string(), code: z.string() }))
    .describe("Placements that were tried, in order, since the last wait"),
  rounds: z.number().int().describe("How many times it was tried, each time the whole ladder where there is one"),
  since: z.iso.datetime(),
  retryAt: z.iso.datetime().describe("When the next try begins"),
});
export type Waiting = z.infer<typeof Waiting>;

/** Which versions brought a stack up last. */
export const BuiltBy = z.object({
  freehold: z.string().describe("Of this product"),
  engine: z.string().describe("Of the Pulumi engine"),
  at: z.iso.datetime(),
});
export type BuiltBy = z.infer<typeof BuiltBy>;

/** A tenant as the API shows it. */
export const Tenant = z.object({
  id: TenantId,
  name: TenantName,
  status: TenantStatus,
  template: Template,
  templateVersion: z
    .string()
    .nullable()
    .describe(
      "Version of the template that it is of; null for one of before that was recorded, of which nothing says it",
    ),
  placement: Placement.describe("Where the tenant is, and on what: after a fallback not what was asked for"),
  accountId: z.string().describe("The account at the cloud that it is built in"),
  hostId: z.string().nullable().describe("The shared host that it has a slot on; null with a machine of its own"),
  requested: Placement.describe("As the signup asked for it"),
  warnings: z
    .array(z.string())
    .describe("What the owner should know about the placement, such as a machine type that is discontinued"),
  domain: DomainName.nullable(),
  url: z.string().nullable(),
  failure: z
    .object({ code: z.string(), reason: z.string(), nextStep: z.string() })
    .nullable()
    .describe("Set when `status` is `failed`, or `degraded` because its host is dead or because of a condition"),
  protected: z
    .boolean()
    .describe(
      "Refuse to destroy it, or to forget it. Its owner's: what the engine protects is another matter, and no hindrance",
    ),
  databaseAllowedFrom: z.array(z.string()).default([]).describe("Networks that may reach its database from outside"),
  conditions: TenantConditions.describe("Its health beside its status, as far as it was looked at"),
  builtBy: BuiltBy.nullable().describe(
    "What brought its stack up last; null for one that never was, or was before that was recorded",
  ),
  waiting: Waiting.nullable().describe("Set when `status` is `waiting_for_capacity`"),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type Tenant = z.infer<typeof Tenant>;

/** What may change of a tenant; what is left out stays. */
export const TenantChanges = z.strictObject({
  protected: z.boolean().optional().meta({ description: "Refuse to destroy the tenant, or to forget it" }),
  settings: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
    .optional()
    .describe(
      "Settings of the template, by name. What is left out stays; null takes a setting back to the template's default. They are the tenant's once the update that brings them about has succeeded",
    ),
  databaseAllowedFrom: DatabaseNetworks.optional().describe(
    "Networks that may reach the tenant's database from outside; an empty list closes it. An update brings it about: at once for a tenant that is active",
  ),
});
export type TenantChanges = z.infer<typeof TenantChanges>;

/** What a destroy takes away. */
export const GoneItem = z.object({
  kind: z.string().meta({ description: "Such as `server`, `volume`, `dns_record`, or `data` and `name`" }),
  name: z.string(),
  at: z.string().meta({ description: "The cloud or host that it is at; `freehold` for what the service itself holds" }),
});
export type GoneItem = z.infer<typeof GoneItem>;

/** What a destroy leaves. */
export const KeptItem = z.object({ what: z.string(), why: z.string() });
export type KeptItem = z.infer<typeof KeptItem>;
