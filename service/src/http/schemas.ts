import { PRICE_ITEMS } from "@freehold/catalogue";
import { Cloud, GoneItem, KeptItem, Operation, SettingChange, Tenant, TenantSpec } from "@freehold/model";
import { z } from "zod";
import { OFFER_SOURCES } from "../app/placement/live-offers.ts";

/** What ids and names are made of; anything else names nothing. */
export const PathName = z.string().regex(/^[a-z0-9-]{1,64}$/, "must be 1 to 64 lower-case letters, digits and hyphens");

/** A tenant's id or, of a live one, its name. */
export const TenantParams = z.strictObject({
  idOrName: PathName.meta({ description: "The tenant's id or, of a live tenant, its name" }),
});

export const OperationParams = z.strictObject({
  id: PathName.meta({ description: "The operation's id" }),
});

export const CredentialParams = z.strictObject({
  id: PathName.meta({ description: "The credential's id" }),
});

export const CloudParams = z.strictObject({ cloud: Cloud });

/** A signup as clients send it. */
export const SignupBody = TenantSpec;

export const Accepted = z.object({ tenant: Tenant, operation: Operation });

/** The answer to a destroy. */
export const DestroyAccepted = Accepted.extend({ goes: z.array(GoneItem), kept: z.array(KeptItem) });

/** The answer to a change of settings; `operation` is null where nothing that acts differs, or nothing is there yet that could be changed. */
export const TenantChanged = z.object({
  tenant: Tenant,
  operation: Operation.nullable(),
  settings: z.array(SettingChange).describe("The settings that differ, and when each acts"),
});

export const Money = z.object({ amount: z.number(), currency: z.string() });

/** Before tax, with what it contains: the parts are the month's price. */
export const Price = z.object({
  perHour: Money,
  perMonth: Money,
  contains: z.array(z.object({ item: z.enum(PRICE_ITEMS), perMonth: Money })),
});

/** Where prices and availability come from. `live`: the cloud said so just now. `cached`: earlier. `catalogue`: it never did. */
export const OfferAge = z.object({ source: z.enum(OFFER_SOURCES), asOf: z.iso.datetime() });

export const MachineTypeSummary = z.object({
  name: z.string(),
  cores: z.number(),
  memoryGib: z.number(),
  diskGib: z.number(),
});
