import type { z } from "zod";
import type { RefusalWords } from "../kernel/emulator.ts";
import type { Fault, RefusalKind } from "../kernel/faults.ts";
import type { Answer } from "../kernel/http.ts";

/** A refusal in the vendor's form: the message is the reason phrase of the status line. */
export class ProxmoxError extends Error {
  readonly status: number;
  /** Why each parameter was refused. */
  readonly errors: Record<string, string> | undefined;

  constructor(status: number, message: string, errors?: Record<string, string>) {
    super(message);
    this.status = status;
    this.errors = errors;
  }
}

/** What the vendor's code dies with: a 500, or how a task ends. */
export function died(message: string): ProxmoxError {
  return new ProxmoxError(500, message);
}

/** One or more parameters that are not what the schema says. */
export function parameterErrors(errors: Record<string, string>): ProxmoxError {
  return new ProxmoxError(400, "Parameter verification failed.", errors);
}

/** `Parameter verification failed.` from the issues that the schema found. */
export function invalidParameters(issues: z.core.$ZodIssue[], body: unknown): ProxmoxError {
  const errors: Record<string, string> = {};
  for (const issue of issues) {
    if (issue.code === "unrecognized_keys") {
      for (const key of issue.keys) errors[key] = NOT_IN_SCHEMA;
      continue;
    }
    const name = String(issue.path[0] ?? "body");
    const isMissing = (body as Record<string, unknown>)[name] === undefined;
    errors[name] = isMissing ? "property is missing and it is not optional" : issue.message;
  }
  return parameterErrors(errors);
}

export const NOT_IN_SCHEMA = "property is not defined in schema and the schema does not allow additional properties";

/** The answer for an error; one that is not the vendor's is a bug of the emulator. */
export function errorAnswer(error: unknown): Answer {
  if (error instanceof ProxmoxError) return answer(error.status, error.message, error.errors);
  return answer(500, "internal error of the sandbox");
}

/** The answer of a fault of kind `status`. */
export function faultAnswer(fault: Fault): Answer {
  const status = fault.status ?? 500;
  const made = answer(status, fault.message ?? `the sandbox was told to answer ${status}`);
  return fault.retryAfter === undefined ? made : { ...made, headers: { "Retry-After": String(fault.retryAfter) } };
}

/** The vendor's words for a storage that is full and for a guest that a task works on; it has no quotas. */
export function refusalWords(kind: RefusalKind, path: string): RefusalWords | undefined {
  const id = /\/(?:qemu|lxc)\/(\d+)/.exec(path)?.[1] ?? "100";
  switch (kind) {
    case "quota-reached":
      return undefined;
    case "resource-unavailable":
      return {
        workFails: `lvcreate 'pve/vm-${id}-disk-0' error: Cannot create new thin volume, free space in thin pool pve/data reached threshold.`,
      };
    case "locked":
      return { status: 500, message: `can't lock file '/var/lock/qemu-server/lock-${id}.conf' - got timeout` };
  }
}

function answer(status: number, message: string, errors?: Record<string, string>): Answer {
  // A line break would end the status line, and so would the vendor's server cut it.
  const statusMessage = message.replace(/[^\x20-\x7e]+/g, " ").trim();
  return { status, statusMessage, body: { data: null, message: `${message}\n`, ...(errors && { errors }) } };
}
