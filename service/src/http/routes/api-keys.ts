import { ApiKey, ApiKeyChanges, ApiKeySpec, IssuedApiKey } from "@freehold/model";
import { z } from "zod";
import { changeApiKey as change, revokeApiKey as revoke } from "../../app/access/change-api-key.ts";
import { createApiKey as create } from "../../app/access/create-api-key.ts";
import { readApiKey, readApiKeys } from "../../app/access/read-api-keys.ts";
import { PageQuery, pageOf, pageSchema } from "../page.ts";
import { defineRoute, type Route } from "../route.ts";
import { PathName } from "../schemas.ts";

const PATH = "/v1/api-keys";
const ONE = `${PATH}/{id}` as const;
const tag = "api-keys";
const Params = z.strictObject({ id: PathName.meta({ description: "The key's id" }) });

const createApiKey = defineRoute({
  method: "post",
  path: PATH,
  id: "createApiKey",
  permission: "api-keys:write",
  summary: "Make an API key that may do no more than the one it is made with",
  tag,
  body: ApiKeySpec,
  responses: {
    201: { description: "Made; the key itself is shown this once", schema: z.object({ apiKey: IssuedApiKey }) },
  },
  handle: (app, { caller, body, idempotencyKey }) => create(app, caller, body, idempotencyKey),
});

const listApiKeys = defineRoute({
  method: "get",
  path: PATH,
  id: "listApiKeys",
  permission: "api-keys:read",
  summary: "The organization's keys that were not revoked, newest first",
  tag,
  query: PageQuery,
  responses: { 200: { description: "The keys", schema: pageSchema(ApiKey) } },
  handle: async (app, { caller, query }) => ({ status: 200, body: pageOf(await readApiKeys(app, caller), query) }),
});

const getApiKey = defineRoute({
  method: "get",
  path: ONE,
  id: "getApiKey",
  permission: "api-keys:read",
  summary: "One key, also a revoked one",
  tag,
  params: Params,
  responses: { 200: { description: "The key", schema: ApiKey } },
  handle: async (app, { caller, params }) => ({ status: 200, body: await readApiKey(app, caller, params.id) }),
});

const changeApiKey = defineRoute({
  method: "patch",
  path: ONE,
  id: "changeApiKey",
  permission: "api-keys:write",
  summary: "Change a key's name or end",
  tag,
  params: Params,
  body: ApiKeyChanges,
  responses: { 200: { description: "The key as it is now", schema: ApiKey } },
  handle: async (app, { caller, params, body }) => ({ status: 200, body: await change(app, caller, params.id, body) }),
});

const revokeApiKey = defineRoute({
  method: "delete",
  path: ONE,
  id: "revokeApiKey",
  permission: "api-keys:write",
  summary: "Revoke a key; it ends at once",
  tag,
  params: Params,
  responses: { 200: { description: "The key, revoked", schema: ApiKey } },
  handle: async (app, { caller, params }) => ({ status: 200, body: await revoke(app, caller, params.id) }),
});

export const API_KEY_ROUTES: readonly Route[] = [createApiKey, listApiKeys, getApiKey, changeApiKey, revokeApiKey];
