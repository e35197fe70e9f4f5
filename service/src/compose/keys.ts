import path from "node:path";
import { OPERATOR_ORGANIZATION } from "../app/operator.ts";
import type { Config } from "../config.ts";
import { generateApiKey, hashApiKey } from "../crypto/api-key.ts";
import { createEnvelope, type Envelope } from "../crypto/envelope.ts";
import { generateMasterKey, parseMasterKeys } from "../crypto/master-keys.ts";
import { secretFile } from "../crypto/secret-file.ts";
import { putApiKey } from "../db/api-keys.ts";
import type { Database } from "../db/database.ts";

/** Seals with the configured master key, or with one that is kept in the home. */
export async function openEnvelope(config: Config): Promise<Envelope> {
  const text = config.masterKey ?? (await secretFile(path.join(config.home, "master.key"), generateMasterKey));
  return createEnvelope(parseMasterKeys(text));
}

/** Makes the operator's key valid: the configured one, or one that is kept in the home. Tells it. */
export async function openAdminKey(config: Config, db: Database): Promise<string> {
  const key = config.adminKey ?? (await secretFile(path.join(config.home, "admin.key"), generateApiKey));
  await putApiKey(db.em(), {
    id: "admin",
    organization: OPERATOR_ORGANIZATION,
    name: "operator",
    keyHash: hashApiKey(key),
    role: "operator",
  });
  return key;
}
