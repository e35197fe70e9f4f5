import { mkdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** The folders of an engine. */
export interface Home {
  /** State of the stacks, when it is kept in files. */
  state: string;
  /** Who carries out which operation. */
  runs: string;
  /** A folder for each running order. */
  work: string;
  /** The Pulumi engine's own folder: plugins. */
  pulumi: string;
}

/** Makes the folders, readable by their owner alone. */
export async function makeHome(folder: string): Promise<Home> {
  const home = {
    state: join(folder, "state"),
    runs: join(folder, "runs"),
    work: join(folder, "work"),
    pulumi: join(folder, "pulumi"),
  };
  for (const each of Object.values(home)) await mkdir(each, { recursive: true, mode: 0o700 });
  await blockDebugLog(home.pulumi);
  return home;
}

/**
 * The Pulumi engine writes a debug log of every command, plain until it knows the stack's key, and has no switch for it.
 * A file in the place of the log's folder makes it go on without.
 */
async function blockDebugLog(pulumiHome: string): Promise<void> {
  const place = join(pulumiHome, "logs");
  const there = await stat(place).catch(() => undefined);
  if (there === undefined)
    await writeFile(
      place,
      "A file on purpose: it keeps the engine from writing debug logs, which hold property values.\n",
    );
}
