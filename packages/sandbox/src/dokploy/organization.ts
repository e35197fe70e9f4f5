import type { Clock } from "../kernel/clock.ts";
import { type Call, operationsFor } from "../kernel/operation.ts";
import { Table } from "../kernel/table.ts";
import { refusals } from "./errors.ts";
import type { Server } from "./servers.ts";
import type { SshKey } from "./ssh-keys.ts";

/** The organization that the API key is for. */
export interface Organization {
  id: string;
  clock: Clock;
  servers: Table<Server>;
  sshKeys: Table<SshKey>;
}

export type DokployCall<Body = unknown> = Call<Organization, Body>;

export const operation = operationsFor<Organization>();

export function createOrganization(id: string, clock: Clock): Organization {
  return {
    id,
    clock,
    servers: new Table<Server>({ notFound: refusals.serverUnknown }),
    sshKeys: new Table<SshKey>({ notFound: refusals.sshKeyUnknown }),
  };
}

/** 200 with a result; a procedure that returns nothing answers with nothing. */
export function success(result?: unknown): { status: number; body?: unknown } {
  return result === undefined ? { status: 200 } : { status: 200, body: result };
}
