import { Credential, type CredentialChanges, type CredentialSpec } from "@freehold/model";
import { z } from "zod";
import type { Http } from "./http.ts";

/** An account as it is given; owner and policy may be left out. */
export type NewCredential = z.input<typeof CredentialSpec>;
/** What is to change of a credential; what is left out stays. */
export type CredentialPatch = z.input<typeof CredentialChanges>;

/** The cloud accounts that the service builds in: the organization's own and, for the operator, the platform's. */
export interface CredentialsClient {
  /** The cloud is asked first; `credential_rejected` when it refuses the secret. */
  createCredential(credential: NewCredential, options?: { idempotencyKey?: string }): Promise<Credential>;
  listCredentials(): Promise<Credential[]>;
  getCredential(id: string): Promise<Credential>;
  changeCredential(id: string, changes: CredentialPatch): Promise<Credential>;
  /** Tries it again; `credential_rejected` when the cloud refuses it now. */
  verifyCredential(id: string): Promise<Credential>;
  /** Has calls of an account sent again although its cloud asked for a longer pause. */
  reopenBudget(account: string): Promise<{ account: string }>;
  /** @param options `forget`: leave at the cloud what the account's tenants shared */
  removeCredential(id: string, options?: { forget?: boolean }): Promise<Credential>;
}

const PATH = "/v1/credentials";

export function createCredentialsClient(http: Http): CredentialsClient {
  return {
    createCredential: (credential, { idempotencyKey } = {}) =>
      http.call("POST", PATH, Credential, {
        body: credential,
        ...(idempotencyKey !== undefined && { headers: { "Idempotency-Key": idempotencyKey } }),
      }),
    listCredentials: () => http.all(PATH, Credential),
    getCredential: (id) => http.call("GET", pathOf(id), Credential),
    changeCredential: (id, changes) => http.call("PATCH", pathOf(id), Credential, { body: changes }),
    verifyCredential: (id) => http.call("POST", `${pathOf(id)}/verify`, Credential),
    reopenBudget: (account) =>
      http.call("POST", `/v1/budgets/${encodeURIComponent(account)}/reopen`, z.object({ account: z.string() })),
    removeCredential: (id, { forget } = {}) => http.call("DELETE", pathOf(id), Credential, { query: { forget } }),
  };
}

function pathOf(id: string): string {
  return `${PATH}/${encodeURIComponent(id)}`;
}
