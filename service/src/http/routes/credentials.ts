import { Credential, CredentialChanges, CredentialSpec } from "@freehold/model";
import { z } from "zod";
import { changeCredential as change } from "../../app/accounts/change-credential.ts";
import { createCredential as create } from "../../app/accounts/create-credential.ts";
import { readCredential, readCredentials } from "../../app/accounts/read-credentials.ts";
import { removeCredential as remove } from "../../app/accounts/remove-credential.ts";
import { reopenAccount as reopen } from "../../app/accounts/reopen-account.ts";
import { verifyCredential as verify } from "../../app/accounts/verify-credential.ts";
import { PageQuery, pageOf, pageSchema } from "../page.ts";
import { defineRoute } from "../route.ts";
import { CredentialParams, PathName } from "../schemas.ts";

const BudgetParams = z.strictObject({
  account: PathName.meta({ description: "A credential's id, or the account's name in metrics and operations' events" }),
});

const PATH = "/v1/credentials";
const ONE = `${PATH}/{id}` as const;
const tag = "credentials";

export const createCredential = defineRoute({
  method: "post",
  path: PATH,
  id: "createCredential",
  callsUpstream: true,
  permission: "credentials:write",
  summary: "Give an account at a cloud; it is tried first, and nothing is kept of one that the cloud refuses",
  tag,
  body: CredentialSpec,
  responses: { 201: { description: "Kept; the secret is never shown again", schema: Credential } },
  handle: (app, { caller, body, idempotencyKey }) => create(app, caller, body, idempotencyKey),
});

export const listCredentials = defineRoute({
  method: "get",
  path: PATH,
  id: "listCredentials",
  permission: "credentials:read",
  summary: "The organization's own accounts and, for the operator, the platform's",
  tag,
  query: PageQuery,
  responses: { 200: { description: "The credentials", schema: pageSchema(Credential) } },
  handle: async (app, { caller, query }) => ({ status: 200, body: pageOf(await readCredentials(app, caller), query) }),
});

export const getCredential = defineRoute({
  method: "get",
  path: ONE,
  id: "getCredential",
  permission: "credentials:read",
  summary: "One credential, without its secret",
  tag,
  params: CredentialParams,
  responses: { 200: { description: "The credential", schema: Credential } },
  handle: async (app, { caller, params }) => ({ status: 200, body: await readCredential(app, caller, params.id) }),
});

export const changeCredential = defineRoute({
  method: "patch",
  path: ONE,
  id: "changeCredential",
  callsUpstream: true,
  permission: "credentials:write",
  summary: "Change a credential's name, policy or limits, or replace its secret by another one of the same account",
  tag,
  params: CredentialParams,
  body: CredentialChanges,
  responses: { 200: { description: "The credential as it is now", schema: Credential } },
  handle: async (app, { caller, params, body }) => ({
    status: 200,
    body: await change(app, caller, params.id, body),
  }),
});

const RemoveQuery = z.strictObject({
  forget: z
    .enum(["true", "false"])
    .default("false")
    .meta({ description: "Ask nothing of the cloud: what the account's tenants shared stays there" }),
});

/** 202: no signup uses it any more; what its tenants shared is removed from the cloud, then it is gone. */
export const removeCredential = defineRoute({
  method: "delete",
  path: ONE,
  id: "removeCredential",
  permission: "credentials:write",
  summary: "Remove a credential in whose account no tenant lives, and clean the account up",
  tag,
  params: CredentialParams,
  query: RemoveQuery,
  responses: { 202: { description: "Accepted; it is gone when it is not found any more", schema: Credential } },
  handle: async (app, { caller, params, query }) => ({
    status: 202,
    body: await remove(app, caller, params.id, { forget: query.forget === "true" }),
  }),
});

/** What the vendor asked for is the account's, and not the credential's alone: so may be a zone provider's. */
export const reopenBudget = defineRoute({
  method: "post",
  path: "/v1/budgets/{account}/reopen",
  id: "reopenBudget",
  permission: "credentials:write",
  summary: "Send calls of an account again although its cloud asked for a longer pause (`Retry-After`)",
  tag,
  params: BudgetParams,
  responses: {
    200: { description: "It is open; when the cloud still refuses, it says so again", schema: BudgetParams },
  },
  async handle(app, { caller, params }) {
    await reopen(app, caller, params.account);
    return { status: 200, body: params };
  },
});

export const verifyCredential = defineRoute({
  method: "post",
  path: `${ONE}/verify`,
  id: "verifyCredential",
  callsUpstream: true,
  permission: "credentials:write",
  summary: "Try a credential again and read what the account may hold",
  tag,
  params: CredentialParams,
  responses: { 200: { description: "The cloud took it", schema: Credential } },
  handle: async (app, { caller, params }) => ({ status: 200, body: await verify(app, caller, params.id) }),
});
