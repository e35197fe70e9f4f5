import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Operation, Tenant } from "@freehold/model";
import { until } from "@freehold/testing";
import type { RequestHandler } from "express";
import { pino } from "pino";
import type { ServiceParts } from "../compose/service-parts.ts";
import { type Service, startService } from "../compose/start-service.ts";
import { type Config, readConfig } from "../config/config.ts";
import { countSlots } from "../db/host-slots.ts";
import type { DatabaseOptions } from "../db/kernel/database.ts";
import { runningOperations } from "../db/operations.ts";
import { countPorts } from "../db/ports.ts";
import { fakeClouds } from "./fake-clouds.ts";
import { createFakeEngine, type FakeEngine } from "./fake-engine.ts";
import { fakeProbe } from "./fake-probe.ts";
import { fakeReachability } from "./fake-reachability.ts";
import { guardRequests } from "./request-guard.ts";
import { inMemory } from "./warm-cluster.ts";

/** A signup that is well, as the tests send it. */
export const ACME = {
  name: "acme",
  template: "supabase",
  placement: { cloud: "hetzner", region: "fsn1", size: "small" },
};

export interface WorldOptions {
  /** @default - the embedded database in memory */
  database?: DatabaseOptions;
  /** @default - a new fake engine */
  engine?: FakeEngine;
  /** @default - a folder of its own, removed at the end */
  home?: string;
  config?: Partial<Config>;
  jobs?: NonNullable<ServiceParts["jobs"]>;
  clouds?: NonNullable<ServiceParts["clouds"]>;
  /** @default - what the system says */
  freeMib?: NonNullable<ServiceParts["freeMib"]>;
  /** Null: the clouds' own APIs. @default - clouds that sell everything */
  probe?: ServiceParts["probe"] | null;
  /** @default - every tenant is reached at once */
  reachability?: NonNullable<ServiceParts["reachability"]>;
  /** @default - every machine has it already, and none is reached */
  bringHostctl?: NonNullable<ServiceParts["bringHostctl"]>;
  /** Answers before the service does. @default - nothing does */
  routes?: RequestHandler;
}

/** An answer of the service, its body parsed. */
export interface Answer<Body = unknown> {
  status: number;
  headers: Headers;
  body: Body;
}

/**
 * A listening service on a real database, with a fake engine behind it. An answer that was given without a check of a permission, or a
 * change that left no entry in the audit log, fails the test that got it, or else the closing.
 */
export interface World {
  service: Service;
  engine: FakeEngine;
  home: string;
  request<Body = unknown>(method: string, url: string, options?: RequestOptions): Promise<Answer<Body>>;
  signUp(name: string, headers?: Record<string, string>): Promise<Answer<{ tenant: Tenant; operation: Operation }>>;
  /** Waits until the operation has ended. */
  ended(operationId: string): Promise<Operation>;
  /** What is left of tenants that should be gone: resources, stacks, ports, leases. */
  leftovers(): Promise<string[]>;
  close(): Promise<void>;
}

export interface RequestOptions {
  body?: unknown;
  /** Sent as it is, in place of `body`. */
  text?: string;
  headers?: Record<string, string>;
  /** @default - the operator's key */
  key?: string | null;
}

/** A test asks as often as it likes. */
const UNLIMITED = {
  FREEHOLD_RATE_LIMIT_KEY: "0",
  FREEHOLD_RATE_LIMIT_ADDRESS: "0",
  FREEHOLD_RATE_LIMIT_FAILURES: "0",
  FREEHOLD_STREAMS_PER_KEY: "0",
};

export async function makeWorld(options: WorldOptions = {}): Promise<World> {
  const home = options.home ?? (await mkdtemp(path.join(tmpdir(), "freehold-test-")));
  const engine = options.engine ?? createFakeEngine();
  const config = {
    ...readConfig({ FREEHOLD_HOME: home, PORT: "0", FREEHOLD_DRAIN_SEC: "0", FREEHOLD_RETRIES: "0", ...UNLIMITED }),
    database: options.database ?? (await inMemory()),
    ...options.config,
  };
  const guard = guardRequests();
  const service = await startService(config, {
    engine,
    firstHandlers: [guard.handler, ...(options.routes ? [options.routes] : [])],
    clouds: options.clouds ?? fakeClouds(),
    ...(options.probe !== null && { probe: options.probe ?? fakeProbe() }),
    reachability: options.reachability ?? fakeReachability(),
    bringHostctl: options.bringHostctl ?? (async () => {}),
    log: pino({ level: "silent" }),
    ...(options.jobs && { jobs: options.jobs }),
    ...(options.freeMib && { freeMib: options.freeMib }),
  });

  const world: World = {
    service,
    engine,
    home,
    async request<Body>(method: string, url: string, request: RequestOptions = {}) {
      const answer = await send<Body>(`${service.url}${url}`, method, service.adminKey, request);
      guard.assertInOrder();
      return answer;
    },
    signUp: (name, headers = {}) => world.request("POST", "/v1/tenants", { body: { ...ACME, name }, headers }),
    ended: (operationId) =>
      until("the operation to end", async (see) => {
        const { body } = see(await world.request<Operation>("GET", `/v1/operations/${operationId}`));
        return body.endedAt !== null && body;
      }),
    async leftovers() {
      const em = service.db.em();
      const tenantsOnly = (stack: string): boolean => stack.startsWith("t");
      return [
        ...[...engine.cloud.resources].filter(tenantsOnly),
        ...[...engine.cloud.stacks.keys()].filter(tenantsOnly).map((stack) => `stack ${stack}`),
        ...((await countPorts(em)) > 0 ? ["ports"] : []),
        ...((await countSlots(em)) > 0 ? ["slots"] : []),
        ...(await runningOperations(em)).map(({ id }) => `lease of ${id}`),
      ];
    },
    async close() {
      await service.close();
      guard.close();
      if (options.home === undefined) await rm(home, { recursive: true, force: true });
      guard.assertInOrder();
    },
  };
  return world;
}

async function send<Body>(
  url: string,
  method: string,
  adminKey: string,
  request: RequestOptions,
): Promise<Answer<Body>> {
  const { key = adminKey } = request;
  const text = request.text ?? (request.body === undefined ? undefined : JSON.stringify(request.body));
  const response = await fetch(url, {
    method,
    headers: {
      ...(key !== null && { Authorization: `Bearer ${key}` }),
      ...(text !== undefined && { "Content-Type": "application/json" }),
      ...request.headers,
    },
    ...(text !== undefined && { body: text }),
  });
  const body = await response.text();
  return { status: response.status, headers: response.headers, body: body === "" ? undefined : JSON.parse(body) };
}
