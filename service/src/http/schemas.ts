import { Cloud, Operation, Tenant, TenantSpec } from "@freehold/model";
import { z } from "zod";

/** A tenant's id or, of a live one, its name. */
export const TenantParams = z.strictObject({
  idOrName: z.string().min(1).max(64).meta({ description: "The tenant's id or, of a live tenant, its name" }),
});

export const OperationParams = z.strictObject({
  id: z.string().min(1).max(64).meta({ description: "The operation's id" }),
});

export const CloudParams = z.strictObject({ cloud: Cloud });

/** A signup as clients send it. */
export const SignupBody = TenantSpec;

export const Accepted = z.object({ tenant: Tenant, operation: Operation });

export const Money = z.object({ amount: z.number(), currency: z.string() });

export const MachineTypeSummary = z.object({
  name: z.string(),
  cores: z.number(),
  memoryGib: z.number(),
  diskGib: z.number(),
});
