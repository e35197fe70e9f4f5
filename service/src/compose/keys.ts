import { existsSync } from "node:fs";
import path from "node:path";
import { FreeholdError } from "@freehold/model";
import { OPERATOR_ORGANIZATION } from "../app/access/operator.ts";
import { assertNoKeyMissing } from "../app/secrets/master-keys.ts";
import type { Config } from "../config/config.ts";
import { generateApiKey } from "../crypto/api-key.ts";
import { createEnvelope, type Envelope } from "../crypto/envelope.ts";
import { generateMasterKey, type MasterKey, type MasterKeys, parseMasterKeys } from "../crypto/master-keys.ts";
import { secretFile } from "../crypto/secret-file.ts";
import { hashToken } from "../crypto/token-hash.ts";
import { putApiKey } from "../db/api-keys.ts";
import type { Database } from "../db/kernel/database.ts";
import { agreeOnFact, readFact, replaceFact } from "../db/kernel/service-facts.ts";

/** Sealed by the first process on a database, opened by all others. */
const KEY_CHECK = "master_key_check";
const PURPOSE = "service/master-key-check";

/**
 * Seals with the configured master key, or with one that is kept in the home.
 *
 * @throws FreeholdError `invalid_request` when what is in the database was sealed with another key
 */
export async function openEnvelope(config: Config, db: Database): Promise<Envelope> {
  const text = config.masterKey ?? (await keptKey(path.join(config.home, "master.key"), db));
  const keys = parseMasterKeys(text);
  const envelope = createEnvelope(keys);
  await assertNoKeyMissing(db.em(), envelope.keyIds);
  await assertSameKey(envelope, keys, db);
  return envelope;
}

/** A new key is made for a new database only: in the place of one that was lost it would look as if it were the right one. */
async function keptKey(file: string, db: Database): Promise<string> {
  if (!existsSync(file)) {
    await assertNoKeyMissing(db.em(), []);
    const check = await readFact(db.em(), KEY_CHECK);
    if (check !== undefined) throw otherKey([], keyIdOf(check));
  }
  return secretFile(file, generateMasterKey);
}

/** Two processes with keys of their own would each store what the other cannot read. */
async function assertSameKey(envelope: Envelope, keys: MasterKeys, db: Database): Promise<void> {
  const check = await agreeOnFact(db.em(), KEY_CHECK, envelope.seal(KEY_CHECK, PURPOSE));
  const keyId = keyIdOf(check);
  if (!keys.some(({ id }) => id === keyId)) throw otherKey(keys, keyId);
  envelope.open(check, PURPOSE);
  // After a rotation the check follows, so that a process with the old key alone is refused from then on.
  if (keyId !== keys[0].id) await replaceFact(db.em(), KEY_CHECK, { from: check, to: envelope.rewrap(check, PURPOSE) });
}

function keyIdOf(sealed: string): string {
  return sealed.split(".")[1] ?? "";
}

function otherKey(keys: readonly MasterKey[], keyId: string): FreeholdError {
  const ids = keys.map(({ id }) => id).join(", ") || "none";
  return new FreeholdError(
    "invalid_request",
    `the database is sealed with master key ${keyId}, this process has ${ids} (the first 8 digits of each key's SHA-256)`,
    {
      nextStep:
        "set FREEHOLD_MASTER_KEY to the same for every process on the database; without that key what is stored cannot be read",
    },
  );
}

/** Makes the operator's key valid: the configured one, or one that is kept in the home. Returns it. */
export async function openAdminKey(config: Config, db: Database): Promise<string> {
  const key = config.adminKey ?? (await secretFile(path.join(config.home, "admin.key"), generateApiKey));
  await putApiKey(db.em(), {
    id: "admin",
    organization: OPERATOR_ORGANIZATION,
    name: "operator",
    keyHash: hashToken(key),
    role: "operator",
  });
  return key;
}
