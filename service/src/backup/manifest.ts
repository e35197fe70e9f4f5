import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { FreeholdError } from "@freehold/model";
import { z } from "zod";
import { errorCode } from "../error-code.ts";

/** Of this program. A backup of a newer format is refused by name. */
export const FORMAT = 1;

export const MANIFEST_FILE = "manifest.json";
export const DATABASE_FILE = "database.jsonl.gz";
export const STATE_FILE = "state.jsonl.gz";

const FileSummary = z.object({ bytes: z.number().int(), sha256: z.string() });

/** What a backup is: read before anything of it is. */
export const Manifest = z.object({
  format: z.literal(FORMAT),
  /** The point in time that the backup holds to, by the database's clock. */
  takenAt: z.iso.datetime(),
  /** How long it took to take. */
  ms: z.number().int(),
  /** Version of the program that took it. */
  program: z.string(),
  /** The changes that the database had seen, in order. */
  migrations: z.array(z.string()),
  /** Master keys without which not all of it can be opened, and what is sealed with each. The keys are not in the backup. */
  masterKeys: z.array(z.object({ id: z.string(), holds: z.array(z.string()) })),
  database: FileSummary.extend({ rows: z.record(z.string(), z.number().int()) }),
  /** Null: the state is somewhere that has backups of its own. */
  state: FileSummary.extend({ stacks: z.number().int() }).nullable(),
});
export type Manifest = z.infer<typeof Manifest>;

export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  await writeFile(path.join(folder, MANIFEST_FILE), text, { mode: 0o600, flag: "wx", flush: true });
}

/** @throws FreeholdError `invalid_request` when the folder holds no backup that this program can read */
export async function readManifest(folder: string): Promise<Manifest> {
  const file = path.join(folder, MANIFEST_FILE);
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw noBackup(folder, `${MANIFEST_FILE} cannot be read (${errorCode(cause) ?? String(cause)})`, cause);
  });
  try {
    const content: unknown = JSON.parse(text);
    const { format } = z.object({ format: z.number() }).parse(content);
    if (format > FORMAT) throw tooNew(folder, format);
    return Manifest.parse(content);
  } catch (cause) {
    if (cause instanceof FreeholdError) throw cause;
    throw noBackup(folder, `${MANIFEST_FILE} does not describe one`, cause);
  }
}

function noBackup(folder: string, why: string, cause: unknown): FreeholdError {
  return new FreeholdError("invalid_request", `${folder} is not a whole backup: ${why}`, {
    cause,
    nextStep: "name a folder that `freehold backup` made; one whose name ends in .partial was never finished",
  });
}

function tooNew(folder: string, format: number): FreeholdError {
  return new FreeholdError("invalid_request", `${folder} has format ${format}, this program reads up to ${FORMAT}`, {
    nextStep: "restore it with the version of Freehold that took it, or a newer one",
  });
}
