import type { Clock } from "../kernel/clock.ts";
import type { Answer } from "../kernel/http.ts";
import { type Call, operationsFor } from "../kernel/operation.ts";
import { randomAlphanumeric } from "../kernel/random.ts";
import { Table } from "../kernel/table.ts";
import { refusals } from "./errors.ts";
import type { Server, SshKey } from "./rows.ts";

/** The organization that the API key is for. */
export interface Organization {
  id: string;
  clock: Clock;
  servers: Table<Server>;
  sshKeys: Table<SshKey>;
}

export type DokployCall<Body = unknown> = Call<Organization, Body>;

export const operation = operationsFor<Organization>();

export function createOrganization(clock: Clock): Organization {
  return {
    id: newId(),
    clock,
    servers: new Table<Server>({ notFound: refusals.serverUnknown }),
    sshKeys: new Table<SshKey>({ notFound: refusals.sshKeyUnknown }),
  };
}

/** Ids of the product are nanoids. */
export function newId(): string {
  return randomAlphanumeric(21);
}

/** The id that a query asks for by its parameter, or the product's refusal without one. */
export function idInQuery(query: URLSearchParams, parameter: string): string {
  const id = query.get(parameter) ?? "";
  if (id === "") throw refusals.inputInvalid(`${parameter}: Required`);
  return id;
}

/** 200 with a result; a procedure that returns nothing answers with nothing. */
export function success(result?: unknown): Answer {
  return result === undefined ? { status: 200 } : { status: 200, body: result };
}
