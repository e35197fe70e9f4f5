import type { Fault } from "../kernel/faults.ts";
import type { Answer } from "../kernel/http.ts";

/** The procedures' error codes, with their status: https://trpc.io/docs/server/error-handling#error-codes */
const STATUS = {
  BAD_REQUEST: 400,
  UNAUTHORIZED: 401,
  NOT_FOUND: 404,
  INTERNAL_SERVER_ERROR: 500,
  NOT_IMPLEMENTED: 501,
} as const;

type DokployErrorCode = keyof typeof STATUS;

/** A refusal in the product's form: a code and a message. */
export class DokployError extends Error {
  readonly code: DokployErrorCode;

  constructor(code: DokployErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** The product's refusals that this emulator knows. */
export const refusals = {
  unauthorized: () => new DokployError("UNAUTHORIZED", "Unauthorized"),
  inputInvalid: (message: string) => new DokployError("BAD_REQUEST", message),
  serverUnknown: () => new DokployError("NOT_FOUND", "Server not found"),
  sshKeyUnknown: () => new DokployError("NOT_FOUND", "SSH Key not found"),
};

/** The answer for an error; one that is not the product's is a bug of the emulator. */
export function errorAnswer(error: unknown): Answer {
  if (error instanceof DokployError) return failure(STATUS[error.code], error.code, error.message);
  return failure(500, "INTERNAL_SERVER_ERROR", "Internal server error");
}

/** The answer of a fault of kind `status`. */
export function faultAnswer({ status = 500, code, message, retryAfter }: Fault): Answer {
  const [usual = "INTERNAL_SERVER_ERROR"] = Object.entries(STATUS).find(([, each]) => each === status) ?? [];
  const made = failure(status, String(code ?? usual), message ?? `the sandbox was told to answer ${status}`);
  return retryAfter === undefined ? made : { ...made, headers: { "Retry-After": String(retryAfter) } };
}

function failure(status: number, code: string, message: string): Answer {
  // Who is not known is refused before the procedures, which alone have codes.
  return { status, body: status === 401 ? { message } : { message, code } };
}
