import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { startDns, type TestDns } from "@freehold/service/testing/dns";
import type { TestPostgres } from "@freehold/service/testing/postgres";
import { type InventoryItem, type SandboxChild, startSandboxChild } from "../sandbox-child.ts";
import { type ServiceChild, startServiceChild } from "../service-child.ts";
import type { Backend } from "./cases.ts";
import { type DatabaseProxy, startDatabaseProxy } from "./database-proxy.ts";
import { openState, type State } from "./state.ts";

/** Short, so that a worker that is away is missed soon; long enough for a machine that has much else to do. */
const LEASE_SEC = "8";

export interface TestbedOptions {
  backend: Backend;
  pulumiBin: string;
  /** @default - without one: for the embedded database only */
  postgres?: TestPostgres;
}

/** One request that an emulated cloud received. */
export interface LoggedCall {
  sequence: number;
  cloud: string;
  method: string;
  operation: string | null;
  status: number | null;
}

/** A worker with its home; what outlives it is the testbed's. */
export interface Worker {
  service: ServiceChild;
  home: string;
  /** What stands between it and the database. */
  proxy: DatabaseProxy | undefined;
}

/** A sandbox, a database and a state of their own, with the service that works on them. One operation at a time. */
export interface Testbed {
  backend: Backend;
  /** The services that are up; the first is there from the start. */
  workers: readonly Worker[];
  /** A service that answers. */
  api(): ServiceChild;
  /** Starts the second service, where there is none. */
  addWorker(): Promise<Worker>;
  /** Restarts a service whose process was killed. */
  restart(worker: Worker): Promise<void>;
  dns: TestDns;
  state: State;
  /** What exists at the clouds but for what all tenants of an account share. */
  items(): Promise<InventoryItem[]>;
  callsSince(sequence: number): Promise<LoggedCall[]>;
  control<Body>(method: string, at: string, body?: unknown): Promise<Body>;
  /** Rows of the database; none of the embedded one, which its service alone can read. */
  rows<Row>(sql: string): Promise<Row[]>;
  close(): Promise<void>;
}

export async function openTestbed({ backend, pulumiBin, postgres }: TestbedOptions): Promise<Testbed> {
  const folder = await mkdtemp(path.join(tmpdir(), "freehold-crash-"));
  const sandbox = await startSandboxChild();
  const dns = await startDns();
  const database = backend === "embedded" ? undefined : await postgres?.newDatabase();
  const stateUrl = backend === "postgres" ? `${await postgres?.newDatabase()}?sslmode=disable` : undefined;
  const files = path.join(folder, "state");
  const workers: Worker[] = [];

  const settings = (home: string, proxy: DatabaseProxy | undefined) => ({
    FREEHOLD_HOME: home,
    FREEHOLD_SANDBOX: sandbox.file,
    FREEHOLD_PULUMI_BIN: pulumiBin,
    FREEHOLD_LEASE_SEC: LEASE_SEC,
    FREEHOLD_WORKERS: "1",
    FREEHOLD_DRAIN_SEC: "0",
    FREEHOLD_MASTER_KEY: Buffer.alloc(32, 7).toString("base64"),
    FREEHOLD_DNS_RESOLVER: dns.address,
    LOG_LEVEL: "info",
    PULUMI_BACKEND_URL: stateUrl ?? pathToFileURL(files).href,
    ...(proxy !== undefined && { DATABASE_URL: proxy.url }),
  });
  const start = async (number: number): Promise<Worker> => {
    const home = path.join(folder, `home-${number}`);
    const proxy = database === undefined ? undefined : await startDatabaseProxy(database);
    return { service: await warm(startServiceChild(settings(home, proxy))), home, proxy };
  };
  workers.push(await start(1));

  const testbed: Testbed = {
    backend,
    workers,
    api: () => (workers.find(({ service }) => service.child.isAlive()) as Worker).service,
    async addWorker() {
      if (workers[1] === undefined) workers.push(await start(2));
      return workers[1] as Worker;
    },
    async restart(worker) {
      worker.service = await startServiceChild(settings(worker.home, worker.proxy));
    },
    dns,
    state: openState(stateUrl === undefined ? { files } : { url: stateUrl, postgres: postgres as TestPostgres }),
    items: async () => (await sandbox.inventory()).filter(({ labels }) => labels["freehold-scope"] !== "account"),
    async callsSince(sequence) {
      const { requests } = await testbed.control<{ requests: LoggedCall[] }>("GET", "/requests");
      return requests.filter((call) => call.sequence > sequence);
    },
    control: (method, at, body) => ask(sandbox, method, at, body),
    rows: async (sql) => (database === undefined ? [] : ((await postgres?.query(database, sql)) ?? [])),
    async close() {
      await Promise.all(workers.map(({ service }) => service.child.end("SIGKILL")));
      await Promise.all(workers.map(({ proxy }) => proxy?.close()));
      await sandbox.end();
      await dns.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return testbed;
}

/** What a service asks the clouds once after its start is none of the calls of the next operation. */
export async function warm(starting: Promise<ServiceChild>): Promise<ServiceChild> {
  const service = await starting;
  const placement = { cloud: "hetzner", region: "fsn1", size: "small" };
  await service.request("POST", "/v1/tenants/preview", { name: "warm-up", template: "supabase", placement });
  return service;
}

async function ask<Body>(sandbox: SandboxChild, method: string, at: string, body: unknown): Promise<Body> {
  const answer = await fetch(`${sandbox.control.endpoint}${at}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${at} answered ${answer.status}: ${text}`);
  return (text === "" ? undefined : JSON.parse(text)) as Body;
}
