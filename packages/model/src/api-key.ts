import { z } from "zod";
import { Permission, ROLES } from "./permission.ts";

const KeyName = z.string().trim().min(1).max(80);
const Scopes = z.array(Permission).min(1).max(100);

/** A key that is to be made. */
export const ApiKeySpec = z.strictObject({
  name: KeyName,
  memberId: z
    .string()
    .max(64)
    .optional()
    .meta({ description: "The member who uses it; it has the member's role and ends with the member" }),
  role: z
    .enum(ROLES)
    .optional()
    .meta({ description: "Of a key that is no member's, such as a program's; without either: the caller's own role" }),
  scopes: Scopes.optional().meta({ description: "What of the role's permissions the key is for; without it: all" }),
  expiresAt: z.iso.datetime().optional().meta({
    description:
      "When it ends; not after the key that makes it, which is also what it is without; with neither: when it is revoked",
  }),
});
export type ApiKeySpec = z.infer<typeof ApiKeySpec>;

export const ApiKeyChanges = z.strictObject({
  name: KeyName.optional(),
  expiresAt: z.iso
    .datetime()
    .nullable()
    .optional()
    .meta({ description: "Not after the end of the key that asks. Null: when it is revoked" }),
});
export type ApiKeyChanges = z.infer<typeof ApiKeyChanges>;

export const API_KEY_STATUSES = ["active", "expired", "revoked"] as const;

/** A key as it is shown: nothing of it but the last four characters. */
export const ApiKey = z.object({
  id: z.string(),
  name: z.string(),
  status: z.enum(API_KEY_STATUSES),
  role: z.enum(ROLES),
  memberId: z.string().nullable().describe("Null: it is no member's"),
  permissions: z.array(Permission).describe("What it may do"),
  hint: z.string(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso.datetime().nullable().describe("To within ten minutes; null: never"),
});
export type ApiKey = z.infer<typeof ApiKey>;

/** A new key. */
export const IssuedApiKey = ApiKey.extend({
  key: z.string().nullable().meta({
    description: "The key itself, shown this once; null when the same Idempotency-Key is sent again",
  }),
});
export type IssuedApiKey = z.infer<typeof IssuedApiKey>;
