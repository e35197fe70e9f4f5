import { ProviderError } from "@freehold/provider-kit";
import type { JsonAnswer } from "../http/json-request.ts";

/** An answer by which Hetzner refused something. `code` is one of the vendor's codes, or `""` when it gave none. */
class HcloudError extends ProviderError {
  override readonly name = "HcloudError";
  readonly status: number;
  readonly code: string;

  constructor(what: string, status: number, code: string, message: string) {
    super(`Hetzner refused ${what}: ${message} (${code || "no code"}, ${status})`);
    this.status = status;
    this.code = code;
  }
}

interface ErrorBody {
  error?: { code?: string; message?: string; details?: { fields?: { name: string; messages?: string[] }[] } };
}

/** Reads the vendor's error, with the fields that it names. */
export function hcloudError(what: string, answer: JsonAnswer): HcloudError {
  const { error } = (answer.body ?? {}) as ErrorBody;
  const fields = error?.details?.fields?.map(({ name, messages }) => `${name}: ${messages?.join(", ") ?? "invalid"}`);
  const message = [error?.message ?? "no reason given", ...(fields ?? [])].join("; ");
  return new HcloudError(what, answer.status, error?.code ?? "", message);
}

/** Whether an error says that the thing is not there. */
export function isGone(error: unknown): boolean {
  return error instanceof HcloudError && (error.code === "not_found" || error.status === 404);
}

/** Whether an error has one of these codes. */
export function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof HcloudError && codes.includes(error.code);
}
