import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { startPostgres } from "@freehold/service/testing/postgres";
import { type SandboxChild, startSandboxChild } from "../system/sandbox-child.ts";
import { ADMIN_KEY, type ServiceChild, startServiceChild } from "../system/service-child.ts";

/** The service as it is run in earnest: the API and workers in processes of their own, on a PostgreSQL, against a sandbox. */
export interface Fleet {
  readonly api: ServiceChild;
  readonly workers: readonly ServiceChild[];
  sandbox: SandboxChild;
  databaseUrl: string;
  stateUrl: string;
  /** Ends a worker as `signal` does, and starts another in its place. */
  restartWorker(index: number, signal: NodeJS.Signals): Promise<void>;
  close(): Promise<void>;
}

export interface FleetOptions {
  pulumiBin: string;
  workers: number;
  concurrency: number;
  accounts: number;
  rateLimit: boolean;
  /** @default 5 */
  leaseSec?: number;
}

export async function startFleet(options: FleetOptions): Promise<Fleet> {
  const { pulumiBin, workers: count, concurrency, accounts, rateLimit, leaseSec = 5 } = options;
  const postgres = await startPostgres();
  if ("missing" in postgres) throw new Error(`there is no PostgreSQL: ${postgres.missing}`);
  const folder = await mkdtemp(path.join(tmpdir(), "freehold-fleet-"));
  const sandbox = await startSandboxChild(...(rateLimit ? ["--rate-limit"] : []), "--accounts", String(accounts));
  const databaseUrl = await postgres.newDatabase();
  const stateUrl = `${await postgres.newOwnedDatabase("createrole")}?sslmode=disable`;
  const shared = {
    DATABASE_URL: databaseUrl,
    PULUMI_BACKEND_URL: stateUrl,
    FREEHOLD_MASTER_KEY: randomBytes(32).toString("base64"),
    FREEHOLD_SANDBOX: sandbox.file,
    FREEHOLD_PULUMI_BIN: pulumiBin,
    FREEHOLD_WORKERS: String(concurrency),
    FREEHOLD_LEASE_SEC: String(leaseSec),
    FREEHOLD_DRAIN_SEC: "60",
  };
  const start = (role: "api" | "worker", home: string): Promise<ServiceChild> =>
    startServiceChild({ ...shared, FREEHOLD_ROLE: role, FREEHOLD_HOME: path.join(folder, home) });

  const api = await start("api", "api");
  const workers = await Promise.all(Array.from({ length: count }, (_, index) => start("worker", `worker-${index}`)));
  return {
    api,
    workers,
    sandbox,
    databaseUrl,
    stateUrl,
    async restartWorker(index, signal) {
      await workers[index]?.child.end(signal);
      workers[index] = await start("worker", `worker-${index}`);
    },
    async close() {
      await Promise.allSettled([api, ...workers].map(({ child }) => child.end("SIGTERM")));
      await sandbox.end();
      await postgres.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export { ADMIN_KEY };
