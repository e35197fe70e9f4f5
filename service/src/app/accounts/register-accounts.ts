import { FreeholdError } from "@freehold/model";
import { changeAccount, ensureAccount, liveAccounts, lockAccountChoice, tenantsByAccount } from "../../db/accounts.ts";
import type { Em } from "../../db/kernel/em.ts";
import type { AppContext } from "../context.ts";
import { newPassphrase, sealAccountPassphrase } from "../secrets/sealed.ts";
import { fingerprintOf } from "../secrets/secret-fingerprint.ts";
import type { ConfiguredAccount } from "./clouds-port.ts";

type AccountsContext = Pick<AppContext, "db" | "clouds" | "envelope">;

/**
 * Records the accounts that the settings bring, as they are now.
 *
 * @throws FreeholdError `invalid_request` when tokens changed places: tenants are recorded in the accounts by place
 */
export async function registerAccounts(context: AccountsContext): Promise<void> {
  const accounts = context.clouds.list().flatMap(({ name }) => context.clouds.accounts(name));
  await context.db.transaction(async (em) => {
    await lockAccountChoice(em);
    await assertPlacesKept(em, accounts);
    for (const account of accounts) await register(em, context, account);
  });
}

async function register(em: Em, context: AccountsContext, account: ConfiguredAccount): Promise<void> {
  const { id, name, secret, maxServers = null, maxTenants = null } = account;
  const passphraseSealed = sealAccountPassphrase(context.envelope, id, newPassphrase());
  await ensureAccount(em, { id, cloud: secret.cloud, stack: id, passphraseSealed });
  await changeAccount(em, id, { ...fingerprintOf(secret), name, maxServers, maxTenants });
}

/** A token that a tenant's account had before must not open another account now. */
async function assertPlacesKept(em: Em, accounts: readonly ConfiguredAccount[]): Promise<void> {
  const known = (await liveAccounts(em)).filter(({ source }) => source === "configuration");
  const used = await tenantsByAccount(em);
  for (const { id, name, secret } of accounts) {
    const { fingerprint } = fingerprintOf(secret);
    const before = known.find((row) => row.cloud === secret.cloud && row.fingerprint === fingerprint);
    if (before === undefined || before.id === id) continue;
    const tenants = (used.get(id) ?? 0) + (used.get(before.id) ?? 0);
    if (tenants > 0) throw placesChanged(name, before.name, tenants);
  }
}

function placesChanged(name: string, before: string, tenants: number): FreeholdError {
  return new FreeholdError(
    "invalid_request",
    `the token at ${name} stood at ${before} when ${tenants} tenants were built in the two accounts`,
    { nextStep: "put the tokens back in their order; add new ones at the end" },
  );
}
