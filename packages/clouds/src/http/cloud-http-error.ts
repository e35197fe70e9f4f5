import { type ErrorCode, type FailureOrigin, FreeholdError } from "@freehold/model";

/** A request that a cloud answered with an error, in the vendor's own words. */
export class CloudHttpError extends FreeholdError {
  /** HTTP status. */
  readonly status: number;
  /** The vendor's own error code, such as `uniqueness_error` or `81053`; empty when the body had none. */
  readonly vendorCode: string;

  constructor(request: string, status: number, vendorCode: string, vendorMessage: string, cloud?: FailureOrigin) {
    const code = codeOf(status, vendorCode);
    super(
      code,
      `${request} answered ${status}${vendorCode === "" ? "" : ` ${vendorCode}`}: ${vendorMessage || "no message"}`,
      { cloud },
    );
    this.name = "CloudHttpError";
    this.status = status;
    this.vendorCode = vendorCode;
  }
}

function codeOf(status: number, vendorCode: string): ErrorCode {
  if (vendorCode === "resource_limit_exceeded") return "cloud_quota_reached";
  if (vendorCode === "resource_unavailable" || vendorCode === "placement_error") return "cloud_capacity";
  if (status === 401 || status === 403) return "cloud_unauthorized";
  if (status === 404) return "not_found";
  // The service's gateway says so of what is no answer of the vendor's.
  if (status === 424) return "cloud_unavailable";
  if (status === 429) return "cloud_rate_limited";
  return status >= 500 ? "cloud_unreachable" : "internal";
}

/** True when a cloud answered that it has no such thing. */
export function isGone(error: unknown): boolean {
  return error instanceof CloudHttpError && error.status === 404;
}

/** Waits for a request whose body is wrong on purpose: that it is refused for it is what was expected. */
export async function refusedForItsBody(request: Promise<unknown>): Promise<void> {
  try {
    await request;
  } catch (error) {
    if (error instanceof CloudHttpError && error.code !== "cloud_unauthorized" && error.status < 429) return;
    throw error;
  }
}
