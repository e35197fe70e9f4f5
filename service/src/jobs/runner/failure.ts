import { FreeholdError, isFreeholdError } from "@freehold/model";
import { type OperationOccasion, remedyAfter, remedyForLeftovers } from "../../app/operations/remedy-of.ts";
import type { Failure } from "../../db/entities/failure.ts";

const UNEXPECTED = "an unexpected error; the service's log has it";

/** The failure that is stored for an error. A bug's own text is kept out: it may hold anything. */
export function failureOf(error: unknown, operation: OperationOccasion): Failure {
  const foreseen = isFreeholdError(error) ? error : new FreeholdError("internal", UNEXPECTED);
  return { code: foreseen.code, reason: foreseen.message, nextStep: remedyAfter(operation, foreseen) };
}

/** A failure whose clean-up failed too: it must not read as if nothing were left. */
export function withFailedCleanUp(failure: Failure, error: unknown, operation: OperationOccasion): Failure {
  const reason = isFreeholdError(error) ? error.message : UNEXPECTED;
  return {
    code: failure.code,
    reason: `${failure.reason}; the clean-up failed too: ${reason}`,
    nextStep: remedyForLeftovers(operation),
  };
}

/** Why a worker stops in the middle of an operation. */
export const STOPS = {
  cancelled: () => new FreeholdError("cancelled", "a person cancelled the operation"),
  leaseLost: () =>
    new FreeholdError("lease_lost", "the lease could not be renewed; another worker resumes the operation"),
  shutdown: () => new FreeholdError("service_unavailable", "the service stops; the operation resumes when it is back"),
} as const;
