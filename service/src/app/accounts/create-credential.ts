import type { AccountFacts } from "@freehold/clouds";
import { type Credential, CredentialPolicy, type CredentialSpec, FreeholdError } from "@freehold/model";
import { insertAccount, liveAccounts } from "../../db/accounts.ts";
import type { CloudAccountRow } from "../../db/entities/cloud-account.ts";
import type { IdempotencyKey } from "../../db/idempotency.ts";
import type { Em } from "../../db/kernel/em.ts";
import { assertOperator } from "../access/operator.ts";
import type { AppContext, Caller } from "../context.ts";
import { type Answer, answerOnce } from "../requests/answer-once.ts";
import { newPassphrase, sealAccountPassphrase, sealAccountSecret } from "../secrets/sealed.ts";
import { fingerprintOf } from "../secrets/secret-fingerprint.ts";
import { assertPolicyTemplates } from "./assert-policy-templates.ts";
import { recordedFacts } from "./check-account.ts";
import type { AccountSecret } from "./clouds-port.ts";
import { credentialView } from "./credential-view.ts";
import { assertGuarded, guarded } from "./guarded-secret.ts";
import { parseAccess } from "./parse-access.ts";
import { readFacts, rejected } from "./read-facts.ts";

/**
 * Keeps a cloud account's credential, after the cloud took it. Nothing is kept of one that is refused.
 *
 * @param idempotencyKey Requests with the same key get the same answer. @default - every request is a new one
 * @throws FreeholdError `invalid_request`, `template_not_available`, `forbidden`, `credential_rejected`, `credential_in_use`, `cloud_unreachable`
 */
export async function createCredential(
  context: AppContext,
  caller: Caller,
  spec: CredentialSpec,
  idempotencyKey?: IdempotencyKey,
): Promise<Answer> {
  if (spec.owner === "platform") assertOperator(caller, "give the platform an account");
  assertPolicyTemplates(context, spec.policy);
  const secret = parseAccess(spec.cloud, spec.access);
  const asked = guarded(secret, spec.owner === "platform" ? null : caller.organization);
  await assertGuarded(context, asked);
  // Before it is known, all that is tried with the same secret shares a budget.
  const facts = await readFacts(context, { id: `${spec.cloud}${fingerprintOf(secret).fingerprint}`, secret: asked });
  return context.db.transaction((em) =>
    answerOnce(em, idempotencyKey, async () => ({
      status: 201,
      body: await writeCredential(em, context, caller, { spec, secret, facts }),
    })),
  );
}

interface Checked {
  spec: CredentialSpec;
  secret: AccountSecret;
  facts: AccountFacts;
}

async function writeCredential(em: Em, context: AppContext, caller: Caller, checked: Checked): Promise<Credential> {
  await assertNew(em, checked);
  const row = rowOf(context, caller, checked);
  if (!(await insertAccount(em, row))) throw known(checked.secret);
  return credentialView(row, 0);
}

/** Two of our accounts in one account of the cloud would build, count and clean up what is each other's. */
async function assertNew(em: Em, { secret, facts }: Checked): Promise<void> {
  const { fingerprint } = fingerprintOf(secret);
  const same = (row: CloudAccountRow): boolean =>
    row.cloud === secret.cloud &&
    (row.fingerprint === fingerprint || (facts.identity !== undefined && row.identity === facts.identity));
  if ((await liveAccounts(em)).some(same)) throw known(secret);
  if (facts.isManaged) throw atWork(secret);
}

function rowOf(context: AppContext, caller: Caller, { spec, secret, facts }: Checked): CloudAccountRow {
  const id = context.clouds.accountId(context.newId("cr"));
  const now = context.now();
  const own = spec.owner === "organization";
  return {
    id,
    cloud: spec.cloud,
    organization: own ? caller.organization : null,
    source: "credential",
    name: spec.name,
    stack: id,
    status: "absent",
    passphraseSealed: sealAccountPassphrase(context.envelope, id, newPassphrase()),
    secretSealed: sealAccountSecret(context.envelope, id, secret),
    ...fingerprintOf(secret),
    ...recordedFacts(facts),
    policy: own ? (spec.policy ?? CredentialPolicy.parse({})) : null,
    maxTenants: spec.maxTenants ?? null,
    maxServers: spec.maxServers ?? null,
    callsPerHour: spec.callsPerHour ?? null,
    checkedAt: now,
    verifiedAt: now,
    rejection: null,
    removalRequestedAt: null,
    removalForgets: false,
    removedAt: null,
    leaseOwner: null,
    leaseUntil: null,
    createdAt: now,
  };
}

function atWork(secret: AccountSecret): FreeholdError {
  return rejected(secret, "a Freehold service is at work in the account, or was and left something of its own there", {
    nextStep: "give another account, or remove from this one the firewalls and tags that say managed-by freehold",
  });
}

/** Whose it is is not said: it may be another organization's. */
function known({ cloud }: AccountSecret): FreeholdError {
  return new FreeholdError("credential_in_use", `this account at ${cloud} is known to the service already`, {
    errors: [{ pointer: "/access", detail: "must open an account that no other credential opens" }],
    nextStep: "give a token of another account, or change the credential that is there",
  });
}
