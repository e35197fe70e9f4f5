import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { RefusalWords } from "../kernel/emulator.ts";
import type { Fault, RefusalKind } from "../kernel/faults.ts";
import type { Answer } from "../kernel/http.ts";

/**
 * The vendor's error ids that this emulator uses, with their status.
 *
 * https://docs.digitalocean.com/reference/api/digitalocean/#section/Introduction/Requests
 */
const STATUS = {
  bad_request: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  precondition_failed: 412,
  unprocessable_entity: 422,
  too_many_requests: 429,
  server_error: 500,
  not_built: 501,
} as const;

export type DigitaloceanErrorId = keyof typeof STATUS;

/** A refusal in the vendor's form: an id, and a message that names what is wrong. */
export class DigitaloceanError extends Error {
  readonly id: DigitaloceanErrorId;
  readonly status: number;
  readonly headers: Record<string, string>;

  constructor(id: DigitaloceanErrorId, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.id = id;
    this.status = STATUS[id];
    this.headers = headers;
  }
}

/** 422: the request was understood and cannot be carried out. */
export function unprocessable(message: string): DigitaloceanError {
  return new DigitaloceanError("unprocessable_entity", message);
}

/** 404, in the vendor's one sentence. */
export function notFound(): DigitaloceanError {
  return new DigitaloceanError("not_found", "The resource you were accessing could not be found.");
}

/** 422 from what the body's schema found first. */
export function invalidBody([issue]: z.core.$ZodIssue[]): DigitaloceanError {
  const field = issue?.path.filter((part) => typeof part === "string").join(".") || "body";
  return unprocessable(`${field} ${issue?.message ?? "is invalid"}`);
}

/** The answer for an error; one that is not the vendor's is a bug of the emulator and becomes the vendor's `server_error`. */
export function errorAnswer(error: unknown): Answer {
  if (error instanceof DigitaloceanError) {
    return { ...answer(error.status, error.id, error.message), headers: error.headers };
  }
  return answer(500, "server_error", "Unexpected server-side error");
}

/** The vendor's words for what an account may not have, for what is sold out, and for what is being changed. */
export function refusalWords(kind: RefusalKind, path: string): RefusalWords {
  const thing = (/^\/v2\/([a-z_]+?)s(\/|$)/.exec(path)?.[1] ?? "resource").replace("_", " ");
  const status = 422;
  switch (kind) {
    case "quota-reached":
      return { status, message: `creating this/these ${thing}(s) will exceed your ${thing} limit` };
    case "resource-unavailable":
      return { status, message: "Size is not available in this region." };
    case "locked":
      return { status, message: "Droplet already has a pending event." };
  }
}

/** The answer of a fault of kind `status`. */
export function faultAnswer(fault: Fault): Answer {
  const status = fault.status ?? 500;
  const usual = Object.entries(STATUS).find(([, candidate]) => candidate === status)?.[0] ?? "server_error";
  const made = answer(status, String(fault.code ?? usual), fault.message ?? `the sandbox was told to answer ${status}`);
  return fault.retryAfter === undefined ? made : { ...made, headers: { "Retry-After": String(fault.retryAfter) } };
}

function answer(status: number, id: string, message: string): Answer {
  return { status, body: { id, message, request_id: randomUUID() } };
}
