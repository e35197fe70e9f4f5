import { GoneItem, KeptItem, Operation, ResourceSummary, Tenant, type TenantStatus } from "@freehold/model";
import { z } from "zod";

/** The answer to a signup or a destroy: follow the operation. */
export const Accepted = z.object({ tenant: Tenant, operation: Operation });
export type Accepted = z.infer<typeof Accepted>;

/** The answer to a destroy. */
export const DestroyAccepted = Accepted.extend({ goes: z.array(GoneItem), kept: z.array(KeptItem) });
export type DestroyAccepted = z.infer<typeof DestroyAccepted>;

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
