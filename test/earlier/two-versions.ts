import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Operation, StackOutputs, Tenant } from "@freehold/model";
import type { TestPostgres } from "@freehold/service/testing/postgres";
import { pulumiBin } from "../system/engine-binary.ts";
import { type SandboxChild, startSandboxChild } from "../system/sandbox-child.ts";
import { type ServiceChild, startServiceChild } from "../system/service-child.ts";
import { unpackSources } from "./unpack-sources.ts";

export type Version = "65e8db1" | "now";

/** Processes of two versions on one PostgreSQL, one state and one sandbox, as while a service is brought to a newer version. */
export interface TwoVersions {
  sandbox: SandboxChild;
  /** Starts a process; it is ended with the world at the latest. @param port @default - a free one */
  start(version: Version, role: "api" | "worker", port?: string): Promise<ServiceChild>;
  /** What the database says. */
  query<Row>(sql: string): Promise<Row[]>;
  close(): Promise<void>;
}

export async function openTwoVersions(postgres: TestPostgres): Promise<TwoVersions> {
  const folder = await mkdtemp(path.join(tmpdir(), "freehold-two-versions-"));
  const sources = path.join(folder, "65e8db1");
  unpackSources(sources);
  const sandbox = await startSandboxChild();
  const databaseUrl = await postgres.newDatabase();
  const shared = {
    DATABASE_URL: databaseUrl,
    PULUMI_BACKEND_URL: `${await postgres.newOwnedDatabase("createrole")}?sslmode=disable`,
    FREEHOLD_MASTER_KEY: randomBytes(32).toString("base64"),
    FREEHOLD_SANDBOX: sandbox.file,
    FREEHOLD_PULUMI_BIN: pulumiBin ?? "",
    // Where machines report; nobody listens.
    FREEHOLD_PUBLIC_URL: "http://127.0.0.1:9",
    FREEHOLD_WORKERS: "1",
    FREEHOLD_LEASE_SEC: "5",
    // What is begun is put back at once.
    FREEHOLD_DRAIN_SEC: "0",
  };
  const started: ServiceChild[] = [];
  return {
    sandbox,
    async start(version, role, port = "0") {
      const home = path.join(folder, `${version}-${role}-${started.length}`);
      const settings = { ...shared, FREEHOLD_ROLE: role, FREEHOLD_HOME: home, PORT: port };
      const service = await startServiceChild(settings, version === "now" ? undefined : sources);
      started.push(service);
      return service;
    },
    query: (sql) => postgres.query(databaseUrl, sql),
    async close() {
      await Promise.allSettled(started.map(({ child }) => child.end("SIGTERM")));
      await sandbox.end();
      await postgres.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** An operation that was accepted, and whom it is about. */
export interface Accepted {
  tenant: Tenant;
  operation: Operation;
}

export async function signUp(api: ServiceChild, name: string, cloud: string, region: string): Promise<Accepted> {
  const placement = { cloud, region, size: "small" };
  // Sent again after a lost answer it is the same signup.
  const headers = { "idempotency-key": name };
  const signup = { name, template: "supabase", placement };
  return accepted(await api.request<Accepted>("POST", "/v1/tenants", signup, headers));
}

export async function refresh(api: ServiceChild, name: string): Promise<Accepted> {
  return accepted(await api.request<Accepted>("POST", `/v1/tenants/${name}/refresh`));
}

export async function destroy(api: ServiceChild, name: string): Promise<Accepted> {
  return accepted(await api.request<Accepted>("DELETE", `/v1/tenants/${name}`));
}

export async function outputsOf(api: ServiceChild, name: string): Promise<StackOutputs> {
  const { status, body } = await api.request<StackOutputs>("GET", `/v1/tenants/${name}/outputs?reveal=true`);
  if (status !== 200) throw new Error(`the outputs of ${name} were answered ${status}: ${JSON.stringify(body)}`);
  return body;
}

export async function tenantOf(api: ServiceChild, name: string): Promise<Tenant> {
  return (await api.request<Tenant>("GET", `/v1/tenants/${name}`)).body;
}

function accepted<Body>({ status, body }: { status: number; body: Body }): Body {
  if (status !== 202) throw new Error(`the request was answered ${status}: ${JSON.stringify(body)}`);
  return body;
}
