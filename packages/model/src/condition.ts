import { z } from "zod";

/** `ok`: as it should be. `warning`: it works, a person should look. `failing`: it does not do what it should. */
export const CONDITION_STATUSES = ["ok", "warning", "failing"] as const;
export const ConditionStatus = z.enum(CONDITION_STATUSES);
export type ConditionStatus = z.infer<typeof ConditionStatus>;

/** One side of a tenant's health, beside its status. */
export const TenantCondition = z.object({
  status: ConditionStatus,
  since: z.iso.datetime().describe("Since when it has this status"),
  reason: z.string().nullable().describe("Null while it is healthy"),
});
export type TenantCondition = z.infer<typeof TenantCondition>;

/**
 * What has conditions. `dns`, `tls`, `services`: whether the tenant is reached by its name, over its certificate, by its template's probe.
 * `drift`: what the clouds hold against what they should. `heartbeat`: what the machine says of itself. `clock`: whether the machine's time
 * is right. `hostctl`: whether the machine's `hostctl` is of the service's version, or of a newer one.
 */
export const CONDITION_NAMES = ["dns", "tls", "services", "backup", "drift", "heartbeat", "clock", "hostctl"] as const;
export const ConditionName = z.enum(CONDITION_NAMES);
export type ConditionName = z.infer<typeof ConditionName>;

/** Those that were ever looked at. */
export const TenantConditions = z.partialRecord(ConditionName, TenantCondition);
export type TenantConditions = z.infer<typeof TenantConditions>;
