import path from "node:path";
import { FreeholdError } from "@freehold/model";
import { MIGRATIONS } from "../db/migrations/index.ts";
import { type FileSummary, summaryOf } from "./lines-file.ts";
import { DATABASE_FILE, type Manifest, STATE_FILE } from "./manifest.ts";

/** @throws FreeholdError `invalid_request` that names what of the backup was changed or lost since it was taken */
export async function assertWhole(folder: string, { database, state }: Manifest): Promise<void> {
  await assertSame(path.join(folder, DATABASE_FILE), database);
  if (state !== null) await assertSame(path.join(folder, STATE_FILE), state);
}

async function assertSame(file: string, expected: FileSummary): Promise<void> {
  const found = await summaryOf(file).catch((cause: unknown) => {
    throw damaged(`${file} cannot be read`, cause);
  });
  if (found.sha256 === expected.sha256) return;
  throw damaged(
    `${file} has the SHA-256 ${found.sha256} and ${found.bytes} bytes, the manifest says ${expected.sha256} and ${expected.bytes}`,
  );
}

function damaged(what: string, cause?: unknown): FreeholdError {
  return new FreeholdError("invalid_request", `the backup is not what was taken: ${what}`, {
    cause,
    nextStep: "fetch the backup again from where it is kept, or take an earlier one",
  });
}

/** @throws FreeholdError `invalid_request` when the backup is of a newer version than this program */
export function assertSchemaKnown({ migrations, program }: Manifest): void {
  const unknown = migrations.filter((name) => !MIGRATIONS.some((each) => each.name === name));
  if (unknown.length === 0) return;
  throw new FreeholdError(
    "invalid_request",
    `the backup was taken by Freehold ${program}, whose database has ${unknown.join(", ")}; this program knows up to ${MIGRATIONS.at(-1)?.name}`,
    { nextStep: `restore it with Freehold ${program} or a newer one` },
  );
}

/** @throws FreeholdError `invalid_request` that names the master key that is missing and what of the backup cannot be opened without it */
export function assertKeysThere({ masterKeys }: Manifest, keyIds: readonly string[]): void {
  const missing = masterKeys.find(({ id }) => !keyIds.includes(id));
  if (missing === undefined) return;
  const have = keyIds.length === 0 ? "none is set" : `set are ${keyIds.join(", ")}`;
  throw new FreeholdError(
    "invalid_request",
    `the backup needs master key ${missing.id} (the first 8 digits of its SHA-256), ${have}; sealed with it are: ${missing.holds.join("; ")}`,
    {
      nextStep:
        "a backup never holds a master key: set FREEHOLD_MASTER_KEY to the copy that was kept elsewhere, or put it into <home>/master.key. " +
        "If it is lost for ever, so is what was just named, and this backup cannot be used; docs/operations.md says what is left to do",
    },
  );
}
