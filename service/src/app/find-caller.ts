import { FreeholdError } from "@freehold/model";
import { hashApiKey, sameHash } from "../crypto/api-key.ts";
import { findApiKey } from "../db/api-keys.ts";
import type { AppContext, Caller } from "./context.ts";
import { OPERATOR_ORGANIZATION } from "./operator.ts";
import { permissionsOf } from "./permissions.ts";

/** On whose behalf a request with this API key is made. @throws FreeholdError `unauthenticated` */
export async function findCaller(context: AppContext, apiKey: string): Promise<Caller> {
  const keyHash = hashApiKey(apiKey);
  const key = await findApiKey(context.db.em(), keyHash);
  // The index found it by digest already; the comparison keeps its time from telling how much of a digest was right.
  if (key === null || !sameHash(key.keyHash, keyHash)) throw unauthenticated("the API key is not known or was revoked");
  const role = key.organization === OPERATOR_ORGANIZATION ? "operator" : "owner";
  return { organization: key.organization, keyId: key.id, role, permissions: permissionsOf(role) };
}

/** The refusal of a request that does not show who makes it. */
export function unauthenticated(message: string): FreeholdError {
  return new FreeholdError("unauthenticated", message, {
    nextStep:
      "send `Authorization: Bearer <API key>`; the operator's key is in the file admin.key of the service's home",
  });
}
