import { type ApiKey, FreeholdError } from "@freehold/model";
import { findApiKey, listApiKeys } from "../../db/api-keys.ts";
import type { ApiKeyRow } from "../../db/entities/api-key.ts";
import type { Em } from "../../db/kernel/em.ts";
import type { AppContext, Caller } from "../context.ts";
import { apiKeyView } from "./issue-api-key.ts";

/** The keys of the caller's organization that were not revoked, newest first, at most 1,000. */
export async function readApiKeys({ db, now }: AppContext, caller: Caller): Promise<ApiKey[]> {
  return (await listApiKeys(db.em(), caller.organization)).map((row) => apiKeyView(row, now()));
}

/** @throws FreeholdError `not_found` */
export async function readApiKey({ db, now }: AppContext, caller: Caller, id: string): Promise<ApiKey> {
  return apiKeyView(await apiKeyRowOf(db.em(), caller, id), now());
}

/** @throws FreeholdError `not_found` */
export async function apiKeyRowOf(em: Em, caller: Caller, id: string): Promise<ApiKeyRow> {
  const row = await findApiKey(em, caller.organization, id);
  if (row !== null) return row;
  throw new FreeholdError("not_found", `there is no API key ${id}`, {
    nextStep: "list the keys with GET /v1/api-keys",
  });
}
