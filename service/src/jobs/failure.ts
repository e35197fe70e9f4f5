import { type ErrorCode, FreeholdError, isFreeholdError } from "@freehold/model";
import type { Failure } from "../db/entities/failure.ts";

/** What a reader can do about a failure that does not say it itself. */
const NEXT_STEPS: Partial<Record<ErrorCode, string>> = {
  cloud_unauthorized: "give the service a valid token for the cloud, destroy the tenant and sign up again",
  cloud_misconfigured: "correct the setting that the reason names, destroy the tenant and sign up again",
  cloud_quota_reached: "have the cloud account's limit raised, destroy the tenant and sign up again",
  cloud_capacity: "destroy the tenant and sign up again in another region or size, or later",
  cloud_rate_limited: "destroy the tenant and sign up again in a few minutes",
  cloud_unreachable: "destroy the tenant and sign up again when the cloud answers",
  cloud_action_failed: "destroy the tenant and sign up again; when it happens again, ask the cloud why",
  dns_zone_full: "ask the zone's provider for more records or add a zone, destroy the tenant and sign up again",
  dns_record_taken: "remove the record that is not ours or choose another name, destroy the tenant and sign up again",
  machine_unreachable:
    "destroy the tenant and sign up again; when it happens again, check the firewall between service and machine",
  workload_unhealthy: "destroy the tenant and sign up again; when it happens again, choose a larger size",
  leftovers_found: "destroy the tenant again; what is left is named in the reason",
  cancelled: "destroy the tenant to free its name, or sign up again under another name",
  service_restarted: "destroy the tenant and sign up again",
};
const DEFAULT_NEXT_STEP =
  "destroy the tenant and sign up again; when it happens again, report it with the operation's id";

/** The failure that is stored for an error. A bug's own text is kept out: it may hold anything. */
export function failureOf(error: unknown): Failure {
  if (!isFreeholdError(error)) {
    return { code: "internal", reason: "an unexpected error; the service's log has it", nextStep: DEFAULT_NEXT_STEP };
  }
  return {
    code: error.code,
    reason: error.message,
    nextStep: error.nextStep ?? NEXT_STEPS[error.code] ?? DEFAULT_NEXT_STEP,
  };
}

/** A failure whose clean-up failed too: it must not read as if nothing were left. */
export function withFailedCleanUp(failure: Failure, error: unknown): Failure {
  const reason = isFreeholdError(error) ? error.message : "an unexpected error; the service's log has it";
  return {
    code: failure.code,
    reason: `${failure.reason}; the clean-up failed too: ${reason}`,
    nextStep: "destroy the tenant: that tries again to remove everything",
  };
}

/** Why a worker stops in the middle of an operation. */
export const STOPS = {
  cancelled: () => new FreeholdError("cancelled", "a person cancelled the operation"),
  leaseLost: () => new FreeholdError("lease_lost", "the lease could not be renewed; another worker goes on"),
  shutdown: () => new FreeholdError("service_unavailable", "the service stops; the operation goes on when it is back"),
} as const;
