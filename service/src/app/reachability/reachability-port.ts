import type { ConditionName } from "@freehold/model";
import type { HostConnection } from "../hosts/run-on-host.ts";

/**
 * What is expected of a tenant's certificate. `public`: a chain to an authority that is trusted, with the name, in time. `internal`: of an
 * authority of the machine's own, so name and time only. `unchecked`: the edge shows one of its own making. `none`: there is none.
 */
export type ExpectedTls = "public" | "internal" | "unchecked" | "none";

/** What is asked of a tenant from outside, and what is expected. */
export interface ReachTarget {
  /** Its URL, without a path. */
  url: string;
  /** Where its name must lead. */
  addresses: readonly string[];
  tls: ExpectedTls;
  probe: WorkloadProbe;
  /** How its machine is reached by SSH: the way when the service asks from there. */
  machine: HostConnection;
}

/** What its template says that a workload answers when it is reached. */
export interface WorkloadProbe {
  path: string;
  headers: Readonly<Record<string, string>>;
  /** @default - any below 500: whoever answers, it is not a proxy with nothing behind it */
  status?: number | undefined;
}

/** What keeps a tenant from being reached belongs to one of these, in the order in which they are asked. */
export const REACH_CONDITIONS = ["dns", "tls", "services"] as const satisfies readonly ConditionName[];
export type ReachCondition = (typeof REACH_CONDITIONS)[number];

/** Whether a tenant was reached and, where it was not, why. */
export type Reached = { ok: true } | { ok: false; condition: ReachCondition; reason: string };

/** Asks tenants from outside, as their users do. */
export interface Reachability {
  /** Resolves the name, connects, checks the certificate and asks the probe. Never rejects for what the tenant does. */
  check(target: ReachTarget, signal: AbortSignal): Promise<Reached>;
  /** How long a tenant may be out of reach before it is degraded, in milliseconds. */
  giveUpMs: number;
  /** Pause between two checks of a tenant that is waited for, in milliseconds; it grows up to fifteen times that. */
  pauseMs: number;
}
