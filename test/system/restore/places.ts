import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { startPostgres } from "@freehold/service/testing/postgres";
import { startChild } from "../child.ts";
import { type SandboxChild, startSandboxChild } from "../sandbox-child.ts";
import type { RestoreRunOptions } from "./options.ts";

/** The settings of a service with a home, a database and a state of its own. */
export type Settings = Record<string, string>;

/** The clouds, which outlive every service, and places for services. */
export interface Places {
  sandbox: SandboxChild;
  /** A folder that outlives the services. */
  backups: string;
  /** A home, a database and a state that nobody has used. */
  newPlace(): Promise<Settings>;
  close(): Promise<void>;
}

export async function openPlaces(
  { backend, workers }: Pick<RestoreRunOptions, "backend" | "workers">,
  pulumiBin: string,
): Promise<Places> {
  const postgres = backend === "embedded" ? undefined : await startPostgres();
  if (postgres !== undefined && "missing" in postgres) throw new Error(`there is no PostgreSQL: ${postgres.missing}`);
  const folder = await mkdtemp(path.join(tmpdir(), "freehold-restore-"));
  const sandbox = await startSandboxChild();
  const shared = {
    FREEHOLD_SANDBOX: sandbox.file,
    FREEHOLD_PULUMI_BIN: pulumiBin,
    FREEHOLD_MASTER_KEY: Buffer.alloc(32, 9).toString("base64"),
    FREEHOLD_WORKERS: String(workers),
    FREEHOLD_LEASE_SEC: "5",
    FREEHOLD_DRAIN_SEC: "0",
    FREEHOLD_SWEEP_CONFIRM_SEC: "1",
    // A sandbox has few tenants for the share of its budget that sweeps may take.
    FREEHOLD_SWEEP_PERCENT: "100",
  };
  let places = 0;
  return {
    sandbox,
    backups: path.join(folder, "backups"),
    async newPlace() {
      places += 1;
      return {
        ...shared,
        FREEHOLD_HOME: path.join(folder, `home-${places}`),
        ...(postgres && {
          DATABASE_URL: await postgres.newDatabase(),
          PULUMI_BACKEND_URL: `${await postgres.newDatabase()}?sslmode=disable`,
        }),
      };
    },
    async close() {
      await sandbox.end();
      await postgres?.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Runs `freehold backup` or `freehold restore` with a service's settings, and gives what it printed. */
export async function runCommand<Result>(settings: Settings, ...args: string[]): Promise<Result> {
  const child = startChild("service/src/backup/main.ts", args, settings);
  const status = await child.exited();
  if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}: ${child.errors()}`);
  return JSON.parse(child.lines.at(-1) ?? "") as Result;
}
