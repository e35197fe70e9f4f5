import path from "node:path";
import { FreeholdError } from "@freehold/model";
import { lockHome } from "../compose/lock-home.ts";
import type { Config } from "../config/config.ts";
import { askService } from "./backup-socket.ts";
import { openSource } from "./backup-source.ts";
import type { Manifest } from "./manifest.ts";
import { statePlaceOf } from "./state-place.ts";
import { takeBackup } from "./take-backup.ts";

export interface BackupOptions {
  /** Folder in which a folder of the backup's own is made. */
  into: string;
  /** The state is in storage that is backed up by other means. */
  withoutState: boolean;
}

/** A backup that was taken. */
export interface TakenBackup {
  folder: string;
  manifest: Manifest;
}

/**
 * Takes a backup of what the settings name, whether the service runs or not.
 *
 * @throws FreeholdError `invalid_request` when the state is where no backup of ours reaches it, and nobody said that this is known
 */
export async function runBackup(config: Config, { into, withoutState }: BackupOptions): Promise<TakenBackup> {
  const state = statePlaceOf(config);
  if (state.kind === "elsewhere" && !withoutState) throw stateElsewhere(state.scheme);
  const folder = path.resolve(
    into,
    `freehold-${new Date()
      .toISOString()
      .replace(/\.\d+Z$/, "Z")
      .replaceAll(":", "")}`,
  );
  const manifest = config.database.kind === "pglite" ? await ofHome(config, folder) : await taken(config, folder);
  return { folder, manifest };
}

/** The embedded database: by the service that runs on it, or by this process in its place. */
async function ofHome(config: Config, folder: string): Promise<Manifest> {
  let unlock: () => Promise<void>;
  try {
    unlock = await lockHome(config.home);
  } catch {
    return askService(config.home, folder);
  }
  try {
    return await taken(config, folder);
  } finally {
    await unlock();
  }
}

async function taken(config: Config, folder: string): Promise<Manifest> {
  const source = await openSource(config);
  try {
    return await takeBackup(source, folder);
  } finally {
    await source.close();
  }
}

function stateElsewhere(scheme: string): FreeholdError {
  return new FreeholdError("invalid_request", `Pulumi's state is at ${scheme}, which this backup does not reach`, {
    nextStep:
      "switch versions of objects on there, and say --without-state; restore the state as of the backup's time or later by that storage's means",
  });
}
