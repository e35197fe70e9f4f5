import type { ErrorCode } from "@freehold/model";

/**
 * What follows from a failure of an operation.
 *
 * - `transient`: it may pass by itself: the operation recovers and tries again, a bounded number of times
 * - `capacity`: there is no room there now: another place may have some, or the same place later
 * - `quota`: a limit of ours is reached: another account may have room, or a person must raise it
 * - `user`: somebody must put something right first
 * - `bug`: the product is wrong
 */
type ErrorClass = "transient" | "capacity" | "quota" | "user" | "bug";

/** A new code does not compile until it is here. */
const ERROR_CLASS: Readonly<Record<ErrorCode, ErrorClass>> = {
  invalid_request: "user",
  malformed_json: "user",
  unsupported_media_type: "user",
  body_too_large: "user",
  unauthenticated: "user",
  forbidden: "user",
  not_found: "user",
  method_not_allowed: "user",
  not_built: "user",
  idempotency_conflict: "user",
  tenant_name_taken: "user",
  tenant_protected: "user",
  domain_taken: "user",
  operation_in_progress: "transient",
  illegal_transition: "bug",
  template_not_available: "user",
  template_version_unknown: "user",
  region_unknown: "user",
  size_unavailable: "user",
  cloud_not_configured: "user",
  cloud_misconfigured: "user",
  credential_rejected: "user",
  credential_in_use: "user",
  disk_cannot_shrink: "user",
  ports_exhausted: "quota",
  cloud_unauthorized: "user",
  cloud_quota_reached: "quota",
  cloud_capacity: "capacity",
  cloud_rate_limited: "transient",
  cloud_unreachable: "transient",
  cloud_unavailable: "transient",
  cloud_action_failed: "transient",
  dns_zone_full: "user",
  dns_record_taken: "user",
  machine_unreachable: "user",
  host_key_mismatch: "user",
  workload_unhealthy: "user",
  host_capacity: "capacity",
  host_dead: "user",
  host_answers: "user",
  host_in_use: "user",
  host_outdated: "user",
  engine_missing: "user",
  engine_failed: "bug",
  engine_timeout: "transient",
  initialise_timeout: "transient",
  allocate_timeout: "transient",
  configure_timeout: "transient",
  provision_timeout: "transient",
  verify_timeout: "transient",
  state_too_new: "user",
  stack_locked: "transient",
  stack_protected: "bug",
  runner_lost: "transient",
  lease_lost: "transient",
  cancelled: "user",
  leftovers_found: "transient",
  restored_behind: "user",
  service_restarted: "user",
  service_unavailable: "transient",
  disk_full: "transient",
  rate_limited: "user",
  quota_exceeded: "user",
  organization_name_taken: "user",
  organization_in_use: "user",
  member_exists: "user",
  last_owner: "user",
  drift_found: "user",
  tenant_unreachable: "user",
  state_lost: "user",
  not_adoptable: "user",
  policy_denied: "user",
  approval_required: "user",
  approval_invalid: "user",
  internal: "bug",
};

/** Of what lies with the clouds, an outage is ridden out; what lies with us is not tried as often. */
const OUTAGES: readonly ErrorCode[] = ["cloud_unreachable", "cloud_unavailable", "cloud_rate_limited"];
/** What took as long as it may is not tried for hours, and a machine that a cloud could not make is paid for each time. */
const COSTLY: readonly string[] = [
  "cloud_action_failed",
  "engine_timeout",
  "initialise_timeout",
  "allocate_timeout",
  "configure_timeout",
  "provision_timeout",
  "verify_timeout",
] satisfies ErrorCode[];
const MOST_FOR_OURS = 4;
const MOST_OF_COSTLY = 1;

/** How often an operation that failed so is tried again. @param most for outages of clouds */
export function retriesFor(code: string, most: number): number {
  if (!isTransient(code)) return 0;
  if (OUTAGES.some((outage) => outage === code)) return most;
  return Math.min(most, COSTLY.includes(code) ? MOST_OF_COSTLY : MOST_FOR_OURS);
}

function isTransient(code: string): boolean {
  return (ERROR_CLASS as Readonly<Record<string, ErrorClass>>)[code] === "transient";
}
