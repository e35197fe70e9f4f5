import { z } from "zod";
import { Cloud, Template } from "./vocabulary.ts";

/** Clouds whose accounts can be given to the service through its API. A Docker host is registered as a host instead. */
export const CREDENTIAL_CLOUDS = ["hetzner", "digitalocean", "proxmox"] as const satisfies readonly Cloud[];
export const CredentialCloud = z.enum(CREDENTIAL_CLOUDS);
export type CredentialCloud = z.infer<typeof CredentialCloud>;

/** Which of an organization's tenants are built in its own account, and what becomes of them when it cannot take them. */
export const CredentialPolicy = z.strictObject({
  templates: z
    .union([z.literal("all"), z.array(Template).min(1)])
    .default("all")
    .describe("Templates that go to this account; the others go to the platform's"),
  otherwise: z
    .enum(["refuse", "platform"])
    .default("refuse")
    .describe(
      "When the account is full or its secret refused. `refuse`: the signup is refused. `platform`: it goes to the platform's",
    ),
});
export type CredentialPolicy = z.infer<typeof CredentialPolicy>;

const CredentialName = z.string().trim().min(1).max(80);
const Limit = z.number().int().min(0).max(1_000_000);
/** Fewer would not build a tenant in an hour. */
const CallsPerHour = z.number().int().min(60).max(1_000_000);

/** What opens an account, by the names that the cloud's provider has for it, such as `token`. */
export const CredentialAccess = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
export type CredentialAccess = z.infer<typeof CredentialAccess>;

/** An account that is given to the service. */
export const CredentialSpec = z.strictObject({
  cloud: CredentialCloud,
  name: CredentialName.describe("For people"),
  access: CredentialAccess,
  owner: z
    .enum(["organization", "platform"])
    .default("organization")
    .describe(
      "`organization`: for the caller's own tenants only. `platform`: for everybody's; only an operator may give one",
    ),
  policy: CredentialPolicy.optional(),
  maxTenants: Limit.optional().describe("Most tenants that are built in the account"),
  maxServers: Limit.optional().describe(
    "The account's limit of servers, where the cloud does not report it, or a lower one",
  ),
  callsPerHour: CallsPerHour.optional().describe(
    "Calls an hour that the account may make, where the vendor granted another number than it documents",
  ),
});
export type CredentialSpec = z.infer<typeof CredentialSpec>;

/** What of a credential can be changed. Null takes a limit away. */
export const CredentialChanges = z.strictObject({
  name: CredentialName.optional(),
  access: CredentialAccess.optional().describe("Another secret of the same account"),
  policy: CredentialPolicy.optional(),
  maxTenants: Limit.nullable().optional(),
  maxServers: Limit.nullable().optional(),
  callsPerHour: CallsPerHour.nullable().optional(),
});
export type CredentialChanges = z.infer<typeof CredentialChanges>;

/** `verified`: the cloud took the secret when it was last tried. `rejected`: it refused it. `removing`: on its way out. */
export const CREDENTIAL_STATUSES = ["unverified", "verified", "rejected", "removing"] as const;

/** A cloud account as the API shows it: nothing of its secret but the last four characters and a fingerprint. */
export const Credential = z.object({
  id: z.string(),
  cloud: Cloud,
  name: z.string(),
  owner: z.enum(["organization", "platform"]),
  source: z
    .enum(["configuration", "credential"])
    .describe("`configuration`: it is in the service's settings and is changed there"),
  status: z.enum(CREDENTIAL_STATUSES),
  rejection: z.string().nullable().describe("Why the cloud refused the secret, in the vendor's words"),
  verifiedAt: z.iso.datetime().nullable(),
  fingerprint: z.string().nullable(),
  hint: z.string(),
  policy: CredentialPolicy.nullable(),
  maxTenants: z.number().int().nullable(),
  maxServers: z.number().int().nullable(),
  callsPerHour: z
    .number()
    .int()
    .nullable()
    .describe("Null: the number that the vendor documents, or that the service's settings give"),
  quotas: z
    .object({
      servers: z.number().int().optional(),
      volumes: z.number().int().optional(),
      reservedIps: z.number().int().optional(),
      otherServers: z.number().int().optional(),
    })
    .describe("What the cloud says the account may hold, and how many servers in it are not Freehold's"),
  tenants: z.number().int().describe("Tenants that live in the account"),
  createdAt: z.iso.datetime(),
});
export type Credential = z.infer<typeof Credential>;
