import type { Credential } from "@freehold/model";
import type { AppContext, Caller } from "../context.ts";
import { checkAccount } from "./check-account.ts";
import { credentialRowOf, readCredential } from "./read-credentials.ts";

/**
 * Tries a credential again and records what the cloud says.
 *
 * @throws FreeholdError `not_found`, `credential_rejected`, `cloud_unreachable`
 */
export async function verifyCredential(context: AppContext, caller: Caller, id: string): Promise<Credential> {
  const row = await credentialRowOf(context.db.em(), context, caller, id);
  const failure = await checkAccount(context, row);
  if (failure !== null) throw failure;
  return readCredential(context, caller, id);
}
