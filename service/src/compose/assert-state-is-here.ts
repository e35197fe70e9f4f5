import { randomUUID } from "node:crypto";
import path from "node:path";
import { FreeholdError } from "@freehold/model";
import type { Config } from "../config/config.ts";
import { secretFile } from "../crypto/secret-file.ts";
import type { Database } from "../db/kernel/database.ts";
import { agreeOnFact } from "../db/kernel/service-facts.ts";

/**
 * Keeps a second process with state in a folder of its own away from a database that is shared: it would find no state of the tenants there,
 * and rebuild them.
 *
 * @throws FreeholdError `invalid_request` when the state is in another folder
 */
export async function assertStateIsHere({ home, backendUrl }: Config, db: Database): Promise<void> {
  // The embedded database is in the same home.
  if (backendUrl !== undefined || db.kind === "pglite") return;
  const file = path.join(home, "engine", "state.id");
  const id = await secretFile(file, randomUUID);
  if ((await agreeOnFact(db.em(), "state_folder", id)) === id) return;
  throw new FreeholdError(
    "invalid_request",
    `Pulumi's state of the tenants in this database is in another folder than ${path.dirname(file)}`,
    {
      nextStep:
        "set PULUMI_BACKEND_URL to one place for every process on the database, or FREEHOLD_HOME to the home that the state is in",
    },
  );
}
