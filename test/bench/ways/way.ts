import type { SandboxChild } from "../../system/sandbox-child.ts";
import type { WayKey } from "../options.ts";
import type { Root } from "../process-kind.ts";

/** What is measured: from nothing to a tenant with its outputs, an `up` that finds nothing to do, and back to nothing, the state included. */
export const OPERATIONS = ["create", "update", "destroy"] as const;
export type OperationKind = (typeof OPERATIONS)[number];

/** A tenant of the benchmark: every way builds the same from it. */
export interface BenchTenant {
  /** Lower-case letters and digits, unique in the run: the stack's name, the tenant's, and the tenant's id where it can be chosen. */
  name: string;
}

/** Where and what a tenant is, as settings of its stack: what the service builds in its sandbox of a signup with the same placement. */
export const TENANT_SETTINGS = { cloud: "hetzner", region: "fsn1", size: "small", tls: "internal" } as const;

/** Carries one operation out, and rejects when it did not end as it should. */
export type Operate = (tenant: BenchTenant) => Promise<void>;

/** A way to drive Pulumi, started and ready. */
export interface Way {
  /** What it does; in place of an update that it cannot do, a sentence that says why. */
  operations: { create: Operate; update: Operate | string; destroy: Operate };
  /** The processes that it consists of, each with everything below it. */
  roots: readonly Root[];
  close(): Promise<void>;
}

/** What a way is built on. */
export interface WayContext {
  pulumiBin: string;
  /** A folder of the way's own, which exists. */
  home: string;
  /** Most tenants that are worked on at a time. */
  concurrency: number;
  sandbox: SandboxChild;
}

/** @param round Counted from 0, at each concurrency anew. @param place Among the tenants that are worked on at a time */
export function benchTenant(way: WayKey, round: number, place: number): BenchTenant {
  return { name: `bench${way}${round}n${place}` };
}

/** Whether a stack of this name may be one of the benchmark's. */
export function isBenchTenant(name: string): boolean {
  return /^bench[a-z]\d+n\d+$/.test(name);
}
