import { type ErrorCode, FreeholdError, isFreeholdError } from "@freehold/model";
import type { Failure } from "../../db/entities/failure.ts";

/** How what an operation is about is taken away, and how its owner begins anew. */
const WORDS = {
  tenant: { remove: "destroy the tenant", begin: "sign up" },
  host: { remove: "delete the host", begin: "order it" },
} as const;
export type About = keyof typeof WORDS;

/** What a reader can do about a failure that does not say it itself; `{remove}` and `{begin}` are {@link WORDS}. */
const NEXT_STEPS: Partial<Record<ErrorCode, string>> = {
  cloud_unauthorized: "give the service a valid token for the cloud, {remove} and {begin} again",
  cloud_misconfigured: "correct the setting that the reason names, {remove} and {begin} again",
  cloud_quota_reached: "have the cloud account's limit raised, {remove} and {begin} again",
  cloud_capacity: "{remove} and {begin} again in another region or size, or later",
  cloud_rate_limited: "{remove} and {begin} again in a few minutes",
  cloud_unreachable: "{remove} and {begin} again when the cloud answers",
  cloud_action_failed: "{remove} and {begin} again; when it happens again, ask the cloud why",
  dns_zone_full: "ask the zone's provider for more records or add a zone, {remove} and {begin} again",
  dns_record_taken: "remove the record that is not ours or choose another name, {remove} and {begin} again",
  machine_unreachable:
    "{remove} and {begin} again; when it happens again, check the firewall between service and machine",
  workload_unhealthy: "{remove} and {begin} again; when it happens again, choose a larger size",
  leftovers_found: "{remove} again; what is left is named in the reason",
  cancelled: "{remove} to free its name, or {begin} again under another name",
  service_restarted: "{remove} and {begin} again",
};
const DEFAULT_NEXT_STEP = "{remove} and {begin} again; when it happens again, report it with the operation's id";

/** The failure that is stored for an error. A bug's own text is kept out: it may hold anything. */
export function failureOf(error: unknown, about: About = "tenant"): Failure {
  const { nextStep, ...failure } = withNextStep(error);
  return {
    ...failure,
    nextStep: nextStep.replace("{remove}", WORDS[about].remove).replace("{begin}", WORDS[about].begin),
  };
}

function withNextStep(error: unknown): Failure {
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
export function withFailedCleanUp(failure: Failure, error: unknown, about: About = "tenant"): Failure {
  const reason = isFreeholdError(error) ? error.message : "an unexpected error; the service's log has it";
  return {
    code: failure.code,
    reason: `${failure.reason}; the clean-up failed too: ${reason}`,
    nextStep: `${WORDS[about].remove}: that tries again to remove everything`,
  };
}

/** Why a worker stops in the middle of an operation. */
export const STOPS = {
  cancelled: () => new FreeholdError("cancelled", "a person cancelled the operation"),
  leaseLost: () => new FreeholdError("lease_lost", "the lease could not be renewed; another worker goes on"),
  shutdown: () => new FreeholdError("service_unavailable", "the service stops; the operation goes on when it is back"),
} as const;
