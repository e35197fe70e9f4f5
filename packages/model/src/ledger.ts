import { z } from "zod";
import { TenantCondition } from "./condition.ts";
import { BuiltBy, TenantId } from "./tenant.ts";

/** What something that differs means: it is gone, it does not do what it should, only its labels are others, or only its looks. */
export const DriftMeaning = z.enum(["gone", "changed", "labels", "cosmetic"]);
export type DriftMeaning = z.infer<typeof DriftMeaning>;

/** One field of a tenant's thing that is not as it should be. */
export const DriftDifference = z.object({
  field: z.string().describe("`power`, `machineType`, `content`, `labels`, `name`, …"),
  expected: z.string(),
  found: z.string(),
});
export type DriftDifference = z.infer<typeof DriftDifference>;

/** A thing of a tenant that is not as it should be. */
export const DriftFinding = z.object({
  place: z.string().describe("Account, host or zone that was looked at"),
  cloud: z.string(),
  type: z.string().describe("The vendor's word: `server`, `dns_record`, …"),
  id: z.string().describe("The vendor's id"),
  name: z.string(),
  meaning: DriftMeaning,
  differences: z.array(DriftDifference),
  since: z.iso.datetime().describe("When it was found first"),
});
export type DriftFinding = z.infer<typeof DriftFinding>;

/** A resource that the engine found otherwise than its state has it. */
export const EngineFinding = z.object({
  type: z.string().describe("Pulumi type token"),
  name: z.string(),
  meaning: DriftMeaning,
  fields: z.array(z.string()).describe("Names of the properties that differ; values may be secret"),
});
export type EngineFinding = z.infer<typeof EngineFinding>;

/** What of a tenant is not as it should be. */
export const TenantDrift = z.object({
  condition: TenantCondition.nullable(),
  findings: z.array(DriftFinding).describe("By the last sweeps of the places that it is in"),
  recorded: z
    .boolean()
    .describe(
      "False: nothing is recorded yet of what the tenant should have, so that sweeps conclude nothing; a refresh records it",
    ),
  refresh: z
    .object({ at: z.iso.datetime(), findings: z.array(EngineFinding) })
    .nullable()
    .describe("What the engine found when the tenant was last refreshed; null when it never was"),
});
export type TenantDrift = z.infer<typeof TenantDrift>;

/**
 * `seen`: found. `quarantined`: the grace period is over and nobody wanted it. `removing`, `adopting`: somebody decided so.
 * `removed`, `adopted`, `gone`: it is not one any more.
 */
export const OrphanStatus = z.enum(["seen", "quarantined", "removing", "adopting", "removed", "adopted", "gone"]);
export type OrphanStatus = z.infer<typeof OrphanStatus>;

const OrphanMoney = z.object({ amount: z.number(), currency: z.string() });

/** Something at a cloud that carries our labels and that nobody has. */
export const Orphan = z.object({
  id: z.string(),
  status: OrphanStatus,
  kind: z
    .enum(["orphan", "unknown_tenant"])
    .describe(
      "`orphan`: its tenant is known, and is gone or does not have it. `unknown_tenant`: this service knows no such tenant",
    ),
  place: z.string().describe("Account, host or zone that it is in"),
  cloud: z.string(),
  type: z.string(),
  itemId: z.string().describe("The vendor's id"),
  name: z.string(),
  tenantId: TenantId.nullable().describe("Whose it says that it is"),
  region: z.string().nullable(),
  cost: z
    .object({ perHour: OrphanMoney, perMonth: OrphanMoney })
    .nullable()
    .describe("Before tax, by the catalogue; null for what the catalogue has no price of"),
  failure: z.string().nullable().describe("Why it could not be removed or adopted when that was tried"),
  firstSeenAt: z.iso.datetime(),
  lastSeenAt: z.iso.datetime(),
  quarantineAt: z.iso.datetime().describe("When it leaves the grace period"),
});
export type Orphan = z.infer<typeof Orphan>;

/** An account, a host or a zone, as it was when it was last compared with what it should hold. */
export const LedgerPlace = z.object({
  id: z.string(),
  cloud: z.string(),
  sweptAt: z.iso.datetime().nullable().describe("When it was last compared to the end; null when it never was"),
  ms: z.number().int().nullable().describe("How long that took"),
  items: z.number().int().nullable().describe("Things of ours that it held"),
  failure: z.string().nullable().describe("Why it could not be compared the last time"),
});
export type LedgerPlace = z.infer<typeof LedgerPlace>;

/** Stops healing and removing by itself when too much of the fleet, or of one account or host, looks unhealthy at once. */
export const LedgerBreaker = z.object({
  on: z.boolean().meta({ description: "Of the fleet: nothing is healed or removed by itself" }),
  since: z.iso.datetime().nullable(),
  reason: z.string().nullable(),
  releasedAt: z.iso.datetime().nullable(),
  places: z
    .array(z.object({ place: z.string(), since: z.iso.datetime(), reason: z.string() }))
    .meta({ description: "Accounts and hosts whose own circuit breaker is on: nothing in them is healed or removed" }),
});
export type LedgerBreaker = z.infer<typeof LedgerBreaker>;

/** What exists at the clouds against what should. */
export const Ledger = z.object({
  brake: LedgerBreaker,
  places: z.array(LedgerPlace),
  tenants: z.object({ total: z.number().int(), failing: z.number().int(), warning: z.number().int() }),
  orphans: z.object({
    open: z.number().int(),
    costPerMonth: z.array(OrphanMoney).describe("What they cost a month, by currency"),
  }),
  builtBy: z
    .array(BuiltBy.omit({ at: true }).extend({ stacks: z.number().int() }))
    .describe(
      "Which versions brought up last how many stacks: of tenants, of what accounts share, of hosts that were ordered",
    ),
  heal: z.enum(["report", "repair"]).describe("What the service does by itself about what is not as it should be"),
});
export type Ledger = z.infer<typeof Ledger>;
