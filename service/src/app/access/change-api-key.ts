import { type ApiKey, type ApiKeyChanges, FreeholdError } from "@freehold/model";
import { changeApiKey as change } from "../../db/api-keys.ts";
import type { ApiKeyRow } from "../../db/entities/api-key.ts";
import type { Em } from "../../db/kernel/em.ts";
import type { AppContext, Caller } from "../context.ts";
import { endOfGiven } from "./end-of-given.ts";
import { lockAccess } from "./lock-access.ts";
import { assertMayGive, permissionsOf } from "./permissions.ts";
import { apiKeyRowOf, readApiKey } from "./read-api-keys.ts";

/** The key that the service's settings bring, which nobody can change through the API. */
const CONFIGURED_KEY = "admin";

/** @throws FreeholdError `not_found`, `forbidden` for a key that may do more than the caller or an end after the caller's, `invalid_request` */
export async function changeApiKey(
  context: AppContext,
  caller: Caller,
  id: string,
  { name, expiresAt }: ApiKeyChanges,
): Promise<ApiKey> {
  await context.db.transaction(async (em) => {
    await lockAccess(em, context, caller);
    await changeableRowOf(em, caller, id);
    await change(em, caller.organization, id, {
      ...(name !== undefined && { name }),
      ...(expiresAt !== undefined && { expiresAt: endOfGiven(context, caller, expiresAt) }),
    });
  });
  return readApiKey(context, caller, id);
}

/** Ends a key at once; asked again it changes nothing. @throws FreeholdError `not_found`, `forbidden` */
export async function revokeApiKey(context: AppContext, caller: Caller, id: string): Promise<ApiKey> {
  const em = context.db.em();
  const row = await changeableRowOf(em, caller, id);
  if (row.revokedAt === null) await change(em, caller.organization, id, { revokedAt: context.now() });
  return readApiKey(context, caller, id);
}

async function changeableRowOf(em: Em, caller: Caller, id: string): Promise<ApiKeyRow> {
  const row = await apiKeyRowOf(em, caller, id);
  if (row.id === CONFIGURED_KEY) {
    throw new FreeholdError("forbidden", "the operator's first key comes from the service's settings", {
      nextStep: "set FREEHOLD_ADMIN_KEY, or replace admin.key in the service's home, and start it again",
    });
  }
  assertMayGive(caller, permissionsOf(row.role, row.scopes));
  return row;
}
