import { FreeholdError } from "@freehold/model";
import { hashToken, sameHash } from "../../crypto/token-hash.ts";
import { findApiKeyByHash, touchApiKey } from "../../db/api-keys.ts";
import type { ApiKeyRow } from "../../db/entities/api-key.ts";
import { findOrganization } from "../../db/organizations.ts";
import type { AppContext, Caller } from "../context.ts";
import { assertPermitted, permissionsOf } from "./permissions.ts";
import { personOf } from "./person-of.ts";

/** A key whose last use is older is noted again. */
const TOUCH_MS = 10 * 60_000;

/**
 * On whose behalf a request with this API key is made.
 *
 * @param actingFor Id or name of the organization that the operator acts for. @default - the key's own
 * @throws FreeholdError `unauthenticated`; `forbidden` and `not_found` for `actingFor`
 */
export async function findCaller(context: AppContext, apiKey: string, actingFor?: string): Promise<Caller> {
  const keyHash = hashToken(apiKey);
  const key = await findApiKeyByHash(context.db.em(), keyHash);
  // The index found it by digest already; the comparison keeps its time from revealing how much of a digest was right.
  if (key === null || !sameHash(key.keyHash, keyHash)) throw unauthenticated("the API key is not known or was revoked");
  assertNotExpired(context, key);
  await noteUse(context, key);
  const caller: Caller = {
    organization: key.organization,
    keyId: key.id,
    person: personOf(key),
    role: key.role,
    expiresAt: key.expiresAt,
    permissions: permissionsOf(key.role, key.scopes),
  };
  return actingFor === undefined ? caller : actFor(context, caller, actingFor);
}

/** The refusal of a request that does not show who makes it. */
export function unauthenticated(message: string): FreeholdError {
  return new FreeholdError("unauthenticated", message, {
    nextStep:
      "send `Authorization: Bearer <API key>`; the operator's key is in the file admin.key of the service's home",
  });
}

function assertNotExpired({ now }: AppContext, { expiresAt }: ApiKeyRow): void {
  if (expiresAt === null || expiresAt > now()) return;
  throw unauthenticated(`the API key expired at ${expiresAt.toISOString()}`);
}

async function noteUse({ db, now }: AppContext, { id, lastUsedAt }: ApiKeyRow): Promise<void> {
  if (lastUsedAt === null || now().getTime() - lastUsedAt.getTime() > TOUCH_MS) await touchApiKey(db.em(), id);
}

/** As an owner of the organization would, no more: what is the platform's is asked for without it. */
async function actFor(context: AppContext, caller: Caller, idOrName: string): Promise<Caller> {
  // Before anything is looked up, so that the answer does not reveal which organizations there are.
  assertPermitted(caller, "platform:admin");
  const row = await findOrganization(context.db.em(), idOrName);
  if (row === null) {
    throw new FreeholdError("not_found", `no organization has the id or name "${idOrName.slice(0, 64)}"`, {
      nextStep: "list the organizations with GET /v1/organizations",
    });
  }
  const permissions = [...permissionsOf("owner")].filter((permission) => caller.permissions.has(permission));
  return { ...caller, organization: row.id, permissions: new Set(permissions) };
}
