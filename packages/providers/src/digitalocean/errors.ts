import { ProviderError } from "@freehold/provider-kit";
import type { JsonAnswer } from "../http/json-request.ts";

/** An answer by which DigitalOcean refused something. `code` is the vendor's id of the error, or `""` when it gave none. */
export class DigitaloceanError extends ProviderError {
  override readonly name = "DigitaloceanError";
  readonly status: number;
  readonly code: string;

  constructor(what: string, status: number, code: string, message: string) {
    super(`DigitalOcean refused ${what}: ${message} (${code || "no code"}, ${status})`);
    this.status = status;
    this.code = code;
  }
}

/** Reads the vendor's error. */
export function digitaloceanError(what: string, { status, body }: JsonAnswer): DigitaloceanError {
  const { id = "", message = "no reason given" } = (body ?? {}) as { id?: string; message?: string };
  return new DigitaloceanError(what, status, id, message);
}

/** Whether an error has one of these statuses: the vendor's own provider decides by them too. */
export function hasStatus(error: unknown, ...statuses: number[]): boolean {
  return error instanceof DigitaloceanError && statuses.includes(error.status);
}

/** Runs a deletion; what is already gone is deleted. */
export async function deleteIfThere(deletion: () => Promise<unknown>): Promise<void> {
  try {
    await deletion();
  } catch (error) {
    if (!hasStatus(error, 404)) throw error;
  }
}
