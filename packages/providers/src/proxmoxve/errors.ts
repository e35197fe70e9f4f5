import { ProviderError } from "@freehold/provider-kit";

/** An answer by which Proxmox VE refused something, or a task that failed. The vendor has no codes: the reason is a text. */
export class ProxmoxApiError extends ProviderError {
  override readonly name = "ProxmoxApiError";
  /** HTTP status; 0 for a task. */
  readonly status: number;
  readonly reason: string;
  /** Why each parameter was refused, by its name. */
  readonly errors: Readonly<Record<string, string>>;

  constructor(what: string, status: number, reason: string, errors: Record<string, string> = {}) {
    const fields = Object.entries(errors).map(([name, why]) => `${name}: ${why.trim()}`);
    // A 500 is how the vendor refuses; any other status says more than the reason.
    const statusNote = status === 0 || status === 500 ? "" : ` (${status})`;
    super(`Proxmox VE refused ${what}: ${[reason.trim(), ...fields].join("; ")}${statusNote}`);
    this.status = status;
    this.reason = reason;
    this.errors = errors;
  }
}

/** Whether an error says that the thing is not there. */
export function isGone(error: unknown): boolean {
  return (
    error instanceof ProxmoxApiError &&
    (error.status === 404 || /does not exist|no such (pool|IPSet)/.test(error.reason))
  );
}

/** Whether another task works on the same thing, or a proxy before the vendor has had too many requests: the same one can succeed later. */
export function isBusy(error: ProxmoxApiError): boolean {
  if (error.status === 429) return true;
  return /can't lock file .* got timeout|got lock request timeout|(VM|CT) is locked \((clone|create|disk)\)/.test(
    error.reason,
  );
}

/** Whether the number of a new guest has been taken by somebody else. */
export function isNumberTaken(error: unknown): boolean {
  return error instanceof ProxmoxApiError && error.reason.includes("config file already exists");
}

/** Whether there is an IP set of the name on the guest already: `raise_param_exc` in PVE::API2::Firewall::IPSet, a 400. */
export function isSetThere(error: unknown): boolean {
  return error instanceof ProxmoxApiError && /^IPSet '.*' already exists/.test(error.errors.name ?? "");
}

/** Runs a deletion; what is already gone is deleted. */
export async function deleteIfThere(deletion: () => Promise<unknown>): Promise<void> {
  try {
    await deletion();
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}
