import { FreeholdError } from "@freehold/model";

/** What the system says of a server that is not there, and PostgreSQL of one that starts, stops or has no connection left. */
const AWAY = new Set([
  ...["ECONNREFUSED", "ECONNRESET", "EPIPE", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH"],
  ...["57P01", "57P02", "57P03", "08000", "08001", "08003", "08004", "08006", "53300"],
]);
/** The driver's own words, which have no code. */
const AWAY_WORDS =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection)/;
const DISK_FULL = new Set(["53100", "ENOSPC"]);

/** What a request answers that met a database which is away or has no room; undefined for any other error. */
export function databaseFailure(thrown: unknown): FreeholdError | undefined {
  for (const error of causesOf(thrown)) {
    const code = "code" in error ? String(error.code) : "";
    if (DISK_FULL.has(code)) {
      return new FreeholdError("disk_full", "the service has no room left on its disk", {
        cause: thrown,
        nextStep: "nothing was written; try again when the operator has made room",
      });
    }
    if (AWAY.has(code) || AWAY_WORDS.test(error.message)) {
      return new FreeholdError("service_unavailable", "the database does not answer", {
        cause: thrown,
        nextStep: "try again in a moment; with the same Idempotency-Key nothing is done twice",
      });
    }
  }
  return undefined;
}

/** An error and what it was caused by, outermost first. */
function* causesOf(thrown: unknown): Generator<Error> {
  let error = thrown;
  for (let depth = 0; depth < 8 && error instanceof Error; depth += 1) {
    yield error;
    error = "previous" in error && error.previous instanceof Error ? error.previous : error.cause;
  }
}
