import { z } from "zod";
import { TenantStatus } from "./tenant-status.ts";
import { Cloud, PlacementMode, Size, Template } from "./vocabulary.ts";

/** A tenant's name is a DNS label: it becomes the first label of the tenant's host name. */
export const TENANT_NAME_PATTERN = /^[a-z][a-z0-9-]{1,38}[a-z0-9]$/;

export const TenantName = z
  .string()
  .regex(
    TENANT_NAME_PATTERN,
    "must be 3 to 40 characters: lower-case letters, digits and hyphens, beginning with a letter and not ending with a hyphen",
  );

/** A tenant's immutable id; it is the stack's name, so it holds neither `_` nor `-`. */
export const TENANT_ID_PATTERN = /^[a-z][a-z0-9]{5,31}$/;
export const TenantId = z
  .string()
  .regex(TENANT_ID_PATTERN, "must be 6 to 32 lower-case letters and digits, beginning with a letter");

export const Placement = z.strictObject({
  cloud: Cloud,
  /** The cloud's own region name, such as `fsn1`. */
  region: z.string().min(1).max(64),
  size: Size,
  mode: PlacementMode.default("dedicated"),
});
export type Placement = z.infer<typeof Placement>;

export const DomainName = z
  .string()
  .max(253)
  .regex(
    /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
    "must be a domain name in lower case, such as app.example.com",
  );

/** What a signup asks for. */
export const TenantSpec = z.strictObject({
  name: TenantName,
  template: Template,
  placement: Placement,
  /** A domain of the customer's own, beside the name in the service's zone. */
  domain: DomainName.optional(),
  /** Settings of the template, checked against the template's manifest. */
  settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});
export type TenantSpec = z.infer<typeof TenantSpec>;

/** A tenant as the API shows it. */
export const Tenant = z.object({
  id: TenantId,
  name: TenantName,
  status: TenantStatus,
  template: Template,
  placement: Placement,
  /** The shared host that it has a slot on; null with a machine of its own. */
  hostId: z.string().nullable(),
  domain: DomainName.nullable(),
  url: z.string().nullable(),
  /** Set when `status` is `failed`, or `degraded` because its host is dead. */
  failure: z.object({ code: z.string(), reason: z.string(), nextStep: z.string() }).nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type Tenant = z.infer<typeof Tenant>;
