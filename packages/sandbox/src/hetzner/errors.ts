import type { z } from "zod";
import type { RefusalWords } from "../kernel/emulator.ts";
import type { Fault, RefusalKind } from "../kernel/faults.ts";
import type { Answer } from "../kernel/http.ts";

/**
 * The vendor's error codes that this emulator uses, with their status.
 *
 * https://docs.hetzner.cloud/reference/cloud#errors, and "Operation specific errors" of each operation
 */
const STATUS = {
  json_error: 400,
  unauthorized: 401,
  forbidden: 403,
  resource_limit_exceeded: 403,
  not_found: 404,
  firewall_resource_not_found: 404,
  conflict: 409,
  uniqueness_error: 409,
  deprecated_api_endpoint: 410,
  primary_ip_version_mismatch: 412,
  resource_unavailable: 412,
  already_in_placement_group: 422,
  firewall_already_applied: 422,
  firewall_managed_by_label_selector: 422,
  floating_ip_assigned: 422,
  invalid_input: 422,
  invalid_server_type: 422,
  ip_not_available: 422,
  must_be_unassigned: 422,
  networks_overlap: 422,
  no_subnet_available: 422,
  placement_error: 422,
  primary_ip_already_assigned: 422,
  primary_ip_assigned: 422,
  primary_ip_datacenter_mismatch: 422,
  private_net_only_server: 422,
  resource_in_use: 422,
  server_already_added: 422,
  server_already_attached: 422,
  server_has_ipv4: 422,
  server_has_ipv6: 422,
  server_not_stopped: 422,
  service_error: 422,
  volume_already_attached: 422,
  locked: 423,
  protected: 423,
  rate_limit_exceeded: 429,
  server_error: 500,
  not_built: 501,
} as const;

export type HetznerErrorCode = keyof typeof STATUS;

/** A refusal in the vendor's form. */
export class HetznerError extends Error {
  readonly code: HetznerErrorCode;
  readonly status: number;
  readonly details: Record<string, unknown> | null;

  constructor(
    code: HetznerErrorCode,
    message: string,
    options: { details?: Record<string, unknown>; status?: number } = {},
  ) {
    super(message);
    this.code = code;
    this.status = options.status ?? STATUS[code];
    this.details = options.details ?? null;
  }
}

/** `invalid_input` for one or more fields. */
export function invalidInput(fields: Record<string, string[]>, status = 422): HetznerError {
  const names = Object.keys(fields).map((name) => `'${name}'`);
  const message = `invalid input in ${names.length === 1 ? "field" : "fields"} ${names.join(", ")}`;
  const details = { fields: Object.entries(fields).map(([name, messages]) => ({ name, messages })) };
  return new HetznerError("invalid_input", message, { details, status });
}

/** `invalid_input` of the whole request, without a field. */
export function invalidRequest(message: string): HetznerError {
  return new HetznerError("invalid_input", message);
}

/** `not_found`, for example `server with ID '42' not found`. */
export function notFound(kind: string, id: string): HetznerError {
  return new HetznerError("not_found", `${kind} with ID '${id}' not found`);
}

/** `uniqueness_error` for a field. */
export function duplicate(field: string, message: string): HetznerError {
  return new HetznerError("uniqueness_error", message, { details: { fields: [{ name: field }] } });
}

/** `invalid_input` from the issues that the body's schema found. */
export function invalidBody(issues: z.core.$ZodIssue[], body: unknown): HetznerError {
  const fields: Record<string, string[]> = {};
  for (const { path, message } of issues) {
    const name = path.filter((part) => typeof part === "string").join(".") || "body";
    const given = path.reduce(
      (value: unknown, part) => (value as Record<PropertyKey, unknown> | undefined)?.[part],
      body,
    );
    fields[name] = [...(fields[name] ?? []), given === undefined ? "Missing data for required field." : message];
  }
  return invalidInput(fields);
}

/** The answer for an error; one that is not the vendor's is a bug of the emulator and becomes the vendor's `server_error`. */
export function errorAnswer(error: unknown): Answer {
  if (error instanceof HetznerError) return answer(error.status, error.code, error.message, error.details);
  return answer(500, "server_error", "internal server error");
}

/** The answer of a fault of kind `status`. */
export function faultAnswer(fault: Fault): Answer {
  const status = fault.status ?? 500;
  const code = String(fault.code ?? USUAL_CODE[status] ?? "server_error");
  const made = answer(status, code, fault.message ?? `the sandbox was told to answer ${status}`);
  return fault.retryAfter === undefined ? made : { ...made, headers: { "Retry-After": String(fault.retryAfter) } };
}

/** The vendor's words for what an account may not have, for what is sold out, and for what is being changed. */
export function refusalWords(kind: RefusalKind, path: string): RefusalWords {
  const thing = (/^\/v1\/([a-z_]+?)s(\/|$)/.exec(path)?.[1] ?? "resource").replace("_", " ");
  switch (kind) {
    case "quota-reached":
      return { status: 403, code: "resource_limit_exceeded", message: `${thing} limit reached` };
    case "resource-unavailable":
      return { status: 412, code: "resource_unavailable", message: "error during placement" };
    case "locked":
      return { status: 423, code: "locked", message: `${thing} is locked` };
  }
}

/** The code that the vendor most often sends with a status. */
const USUAL_CODE: Record<number, string> = {
  400: "invalid_input",
  401: "unauthorized",
  403: "forbidden",
  404: "not_found",
  409: "conflict",
  412: "resource_unavailable",
  422: "invalid_input",
  423: "locked",
  429: "rate_limit_exceeded",
  502: "bad_gateway",
  503: "unavailable",
  504: "timeout",
};

function answer(status: number, code: string, message: string, details: Record<string, unknown> | null = null): Answer {
  return { status, body: { error: { code, message, details } } };
}
