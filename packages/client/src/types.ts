import {
  GoneItem,
  KeptItem,
  Operation,
  PolicyFinding,
  ResourceSummary,
  SettingChange,
  Tenant,
  type TenantStatus,
} from "@freehold/model";
import { z } from "zod";

/** The answer to a signup or a destroy: follow the operation. */
export const Accepted = z.object({ tenant: Tenant, operation: Operation });
export type Accepted = z.infer<typeof Accepted>;

/** The answer to a destroy. */
export const DestroyAccepted = Accepted.extend({ goes: z.array(GoneItem), kept: z.array(KeptItem) });
export type DestroyAccepted = z.infer<typeof DestroyAccepted>;

/** The answer to a change of settings; `operation` is null where nothing that acts now differs. */
export const TenantChanged = z.object({
  tenant: Tenant,
  operation: Operation.nullable(),
  settings: z.array(SettingChange),
});
export type TenantChanged = z.infer<typeof TenantChanged>;

export const TenantPage = z.object({ items: z.array(Tenant), nextCursor: z.string().nullable() });
export type TenantPage = z.infer<typeof TenantPage>;

const Money = z.object({ amount: z.number(), currency: z.string() });

/** What a signup would build and cost. */
export const TenantPreview = z.object({
  host: z.string(),
  machineType: z.object({ name: z.string(), cores: z.number(), memoryGib: z.number(), diskGib: z.number() }),
  resources: z.array(ResourceSummary),
  costPerMonth: Money,
});
export type TenantPreview = z.infer<typeof TenantPreview>;

/** What a change of a tenant would come to. */
export const ChangePreview = z.object({
  settings: z.array(SettingChange),
  resources: z.array(ResourceSummary.extend({ op: z.string() })),
  costPerMonth: z.object({ before: Money.nullable(), after: Money.nullable() }),
  updates: z.boolean(),
  warnings: z.array(z.string()),
  findings: z.array(PolicyFinding),
});
export type ChangePreview = z.infer<typeof ChangePreview>;

export interface ListTenantsOptions {
  /** 1 to 200. @default 50 */
  limit?: number;
  /** `nextCursor` of the page before. @default - from the newest on */
  cursor?: string;
  /** One, or several separated by commas. @default - every status but `destroyed` */
  status?: TenantStatus | (string & {});
}

/** A region of a cloud. */
export const Region = z.object({ name: z.string(), city: z.string(), country: z.string(), networkZone: z.string() });
export type Region = z.infer<typeof Region>;

export const RegionList = z.object({ items: z.array(Region) });
