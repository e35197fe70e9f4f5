import { FreeholdError } from "@freehold/model";
import type { Logger } from "pino";
import type { Lease } from "../db/lease.ts";
import { STOPS } from "../jobs/runner/failure.ts";
import type { LeaseBook } from "./lease-book.ts";
import { createStateRoles, newRolePassword, type StateRoles } from "./state-roles.ts";

/**
 * Keeps the state of a stack from an engine whose operation another worker has taken over. Pulumi's lock does not: an engine that was stopped
 * and goes on writes over what its successor wrote.
 */
export interface StateFence {
  /**
   * For a claim: takes the state from every earlier owner of the operation, then gives it to this one.
   *
   * @returns The backend's URL with credentials of this lease; undefined where there is no fence
   * @throws the stop `leaseLost` when the operation has a later owner already
   */
  take(lease: Lease): Promise<string | undefined>;
  /** At the end of a claim: nothing of it may write any more. */
  release(lease: Lease): Promise<void>;
  /** Removes what owners that died left. Returns how many. */
  removeAbandoned(): Promise<number>;
  close(): Promise<void>;
}

export interface StateFenceOptions {
  /** Where Pulumi keeps state. @default - files in the home */
  backendUrl: string | undefined;
  /** Id of this service: roles belong to the whole PostgreSQL server. */
  installation: string;
  leases: LeaseBook;
  log: Logger;
}

const NO_FENCE: StateFence = {
  take: async () => undefined,
  release: async () => {},
  removeAbandoned: async () => 0,
  close: async () => {},
};

/** On PostgreSQL, by a database role of each lease's own; elsewhere, and without the right to make roles, there is none. */
export async function openStateFence(options: StateFenceOptions): Promise<StateFence> {
  const { backendUrl, installation, log } = options;
  if (backendUrl === undefined || !/^postgres(ql)?:\/\//.test(backendUrl)) return NO_FENCE;
  const roles = createStateRoles(backendUrl, installation);
  const reason = await roles.prepare().catch(async (error: unknown) => {
    await roles.close();
    throw unusable(backendUrl, error);
  });
  if (reason === undefined) return fenceOf(roles, { ...options, backendUrl });
  log.warn(
    { reason },
    "Pulumi's state is not fenced: an engine that was stopped for long may write over its successor's state; give the user of PULUMI_BACKEND_URL the right CREATEROLE",
  );
  await roles.close();
  return NO_FENCE;
}

function fenceOf(
  roles: StateRoles,
  { backendUrl, leases, log }: StateFenceOptions & { backendUrl: string },
): StateFence {
  const dropAll = async (left: readonly Lease[]): Promise<number> => {
    for (const lease of left) await roles.drop(lease);
    return left.length;
  };
  return {
    async take(lease) {
      const made = await roles.list();
      const taken = await dropAll(made.filter((role) => isOf(role, lease) && role.fencingToken <= lease.fencingToken));
      if (taken > 0) log.warn({ ...lease, taken }, "the state was taken from an earlier owner of the operation");
      const password = newRolePassword();
      await roles.create(lease, password);
      // A later owner that looked for earlier roles before this one was made has not found it.
      if (!(await leases.isCurrent(lease))) {
        await roles.drop(lease);
        throw STOPS.leaseLost();
      }
      return withCredentials(backendUrl, roles.nameOf(lease), password);
    },
    release: (lease) => roles.drop(lease),
    async removeAbandoned() {
      // Listed first: a role that is made meanwhile belongs to an operation that runs.
      const made = await roles.list();
      const current = await leases.current();
      return dropAll(
        made.filter((role) => !current.some((lease) => isOf(role, lease) && role.fencingToken >= lease.fencingToken)),
      );
    },
    close: () => roles.close(),
  };
}

function isOf(role: Lease, lease: Lease): boolean {
  return role.operationId === lease.operationId;
}

function unusable(backendUrl: string, cause: unknown): FreeholdError {
  const { host } = new URL(backendUrl);
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new FreeholdError(
    "service_unavailable",
    `the database of Pulumi's state at ${host} cannot be used: ${reason}`,
    {
      cause,
      nextStep: "check PULUMI_BACKEND_URL and that PostgreSQL runs there",
    },
  );
}

function withCredentials(backendUrl: string, user: string, password: string): string {
  const url = new URL(backendUrl);
  url.username = user;
  url.password = password;
  return url.href;
}
