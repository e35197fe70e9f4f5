import { type AccountFacts, createInventory } from "@freehold/clouds";
import { type Credential, type CredentialChanges, CredentialCloud } from "@freehold/model";
import { type AccountChanges, changeAccount } from "../../db/accounts.ts";
import type { CloudAccountRow } from "../../db/entities/cloud-account.ts";
import type { Em } from "../../db/kernel/em.ts";
import { activeTenantsOfAccount } from "../../db/tenants.ts";
import { defined } from "../../defined.ts";
import type { AppContext, Caller } from "../context.ts";
import { sealAccountSecret } from "../secrets/sealed.ts";
import { fingerprintOf } from "../secrets/secret-fingerprint.ts";
import type { AskedAccount } from "./ask-account-port.ts";
import { assertPolicyTemplates } from "./assert-policy-templates.ts";
import { recordedFacts } from "./check-account.ts";
import type { AccountSecret } from "./clouds-port.ts";
import { assertGuarded, guarded } from "./guarded-secret.ts";
import { parseAccess } from "./parse-access.ts";
import { changeableRowOf, readCredential } from "./read-credentials.ts";
import { readFacts, rejected } from "./read-facts.ts";

/**
 * Changes a credential. Another secret is tried first, and must open the same account.
 *
 * @throws FreeholdError `not_found`, `forbidden`, `invalid_request`, `template_not_available`, `credential_rejected`, `cloud_unreachable`
 */
export async function changeCredential(
  context: AppContext,
  caller: Caller,
  id: string,
  { access, ...changes }: CredentialChanges,
): Promise<Credential> {
  const em = context.db.em();
  const row = await changeableRowOf(em, context, caller, id);
  assertPolicyTemplates(context, changes.policy);
  const secret = access && parseAccess(CredentialCloud.parse(row.cloud), access);
  const renewed = secret === undefined ? {} : await renew(em, context, row, secret);
  await context.db.transaction((tx) => changeAccount(tx, id, { ...defined(changes), ...renewed }));
  return readCredential(context, caller, id);
}

async function renew(
  em: Em,
  context: AppContext,
  row: CloudAccountRow,
  secret: AccountSecret,
): Promise<AccountChanges> {
  await assertGuarded(context, guarded(secret, row.organization));
  const facts = await readFacts(context, asked(row, secret));
  if (await opensAnother(em, context, row, { secret, facts })) {
    throw rejected(secret, "it opens another account than the one that this credential is for");
  }
  const now = context.now();
  return {
    secretSealed: sealAccountSecret(context.envelope, row.id, secret),
    ...fingerprintOf(secret),
    ...recordedFacts(facts),
    rejection: null,
    checkedAt: now,
    verifiedAt: now,
  };
}

/** By the vendor's own id where there is one, else by what must be found in the account. */
async function opensAnother(
  em: Em,
  { askAccount }: AppContext,
  row: CloudAccountRow,
  { secret, facts }: { secret: AccountSecret; facts: AccountFacts },
): Promise<boolean> {
  if (row.identity !== null && facts.identity !== undefined) return row.identity !== facts.identity;
  if (row.status === "ready" && !facts.isManaged && row.cloud !== "proxmox") return true;
  const [tenant] = await activeTenantsOfAccount(em, row.id, 1);
  if (tenant === undefined) return false;
  const found = await askAccount(asked(row, secret), (access) =>
    createInventory(access).listTenantResources(tenant.id),
  );
  return found.length === 0;
}

/** The account as another secret may open it. */
function asked({ id, callsPerHour, organization }: CloudAccountRow, secret: AccountSecret): AskedAccount {
  return { id, secret: guarded(secret, organization), ...(callsPerHour !== null && { callsPerHour }) };
}
