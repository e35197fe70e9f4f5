import { type Cloud, FreeholdError } from "@freehold/model";
import { findAccount } from "../../db/accounts.ts";
import type { CloudAccountRow } from "../../db/entities/cloud-account.ts";
import type { AppContext } from "../context.ts";
import { inZone, zoneNamed } from "../placement/choose-zone.ts";
import { openAccountSecret } from "../secrets/sealed.ts";
import type { AskedAccount } from "./ask-account-port.ts";
import type { CloudTarget } from "./clouds-port.ts";
import { assertGuarded, guarded } from "./guarded-secret.ts";

/** The account that something was built in. */
export interface AccountRef {
  cloud: Cloud;
  accountId: string;
  /** Zone of the names. @default - the first one; what an account's tenants share has no names */
  zone?: string;
}

/**
 * What stacks must know of an account that is recorded already: on a tenant, or on itself.
 *
 * @throws FreeholdError `cloud_not_configured` when the service has lost the account's credential
 */
export async function accountTarget(context: AppContext, { cloud, accountId, zone }: AccountRef): Promise<CloudTarget> {
  const row = await findAccount(context.db.em(), accountId);
  if (row === null) throw lostAccount(cloud, accountId);
  const account = openAccount(context, row);
  await assertGuarded(context, account.secret);
  const reached = context.clouds.target(account);
  const target = row.callsPerHour === null ? reached : { ...reached, callsPerHour: row.callsPerHour };
  return zone === undefined ? target : inZone(target, zoneNamed(context.clouds, zone));
}

/**
 * An account with the secret that opens it, from the settings or from the database.
 *
 * @throws FreeholdError `cloud_not_configured` when it is in neither
 */
export function openAccount({ clouds, envelope }: AppContext, row: CloudAccountRow): AskedAccount {
  const { id, cloud, secretSealed, callsPerHour } = row;
  const configured = clouds.accounts(cloud).find((account) => account.id === id);
  if (configured !== undefined) return configured;
  if (secretSealed === null) throw lostAccount(cloud, id);
  const secret = guarded(openAccountSecret(envelope, id, secretSealed), row.organization);
  return { id, secret, ...(callsPerHour !== null && { callsPerHour }) };
}

function lostAccount(cloud: Cloud, accountId: string): FreeholdError {
  return new FreeholdError(
    "cloud_not_configured",
    `the service has no credential any more for account ${accountId} of ${cloud}`,
    { nextStep: "give the service the account's credential again, at the same place of the same setting" },
  );
}
