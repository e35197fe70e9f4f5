import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createClient } from "@freehold/client";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { pino } from "pino";
import { type Config, readConfig } from "../config/config.ts";
import { generateMasterKey } from "../crypto/master-keys.ts";
import { fakeClouds } from "../testing/fake-clouds.ts";
import { createFakeEngine, type FakeEngine } from "../testing/fake-engine.ts";
import { fakeProbe } from "../testing/fake-probe.ts";
import { fakeReachability } from "../testing/fake-reachability.ts";
import { startPostgres } from "../testing/postgres.ts";
import { guardRequests } from "../testing/request-guard.ts";
import { type ServiceProcess, startProcess } from "./start-service.ts";

const ADMIN_KEY = "key-of-the-operator";
const ACME = {
  name: "acme",
  template: "supabase",
  placement: { cloud: "hetzner", region: "fsn1", size: "small" },
} as const;

const postgres = await startPostgres();

if ("missing" in postgres) {
  test.skip(`the API and two workers (skipped: ${postgres.missing})`, () => {});
} else {
  afterAll(() => postgres.close());
  describe("the API and two workers", () => suite(() => postgres.newDatabase()));
}

function suite(newDatabase: () => Promise<string>): void {
  const masterKey = generateMasterKey();
  const engine: FakeEngine = createFakeEngine();
  const guard = guardRequests();
  let folder: string;
  let url: string;
  let api: ServiceProcess;
  let workers: ServiceProcess[];

  const configFor = (role: Config["role"], home: string, settings: Partial<Config> = {}): Config => ({
    ...readConfig({ FREEHOLD_HOME: path.join(folder, home), PORT: "0", FREEHOLD_DRAIN_SEC: "0" }),
    ...{ role, masterKey, adminKey: ADMIN_KEY, database: { kind: "postgres", url } },
    ...settings,
  });
  const start = (config: Config): Promise<ServiceProcess> =>
    startProcess(config, {
      ...{ engine, clouds: fakeClouds(), probe: fakeProbe(), log: pino({ level: "silent" }) },
      reachability: fakeReachability(),
      firstHandlers: [guard.handler],
    });

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "freehold-roles-"));
    url = await newDatabase();
    [api, ...workers] = await Promise.all([
      start(configFor("api", "api")),
      start(configFor("worker", "first")),
      start(configFor("worker", "second")),
    ]);
  });
  afterAll(async () => {
    await Promise.all([api, ...workers].map((each) => each.close()));
    guard.close();
    await rm(folder, { recursive: true });
    guard.assertInOrder();
  });

  const client = () => createClient({ baseUrl: api.url, apiKey: ADMIN_KEY });

  test("a signup at the API is carried out by a worker and followed at the API to its end", async () => {
    const { tenant, operation } = await client().createTenant(ACME);
    const ended = await client().waitForOperation(operation.id);

    expect(ended).toMatchObject({ status: "succeeded", percent: 100 });
    expect((await client().getTenant(tenant.id)).status).toBe("active");
  });

  test("a worker reports its health and its metrics, and has no API", async () => {
    const answers = await Promise.all(
      ["/healthz", "/readyz", "/metrics", "/v1/tenants"].map(async (at) => fetch(`${workers[0]?.url}${at}`)),
    );

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 404]);
    expect(await answers[2]?.text()).toContain('freehold_operations{status="succeeded"}');
    expect(await answers[3]?.json()).toMatchObject({ code: "not_found", nextStep: expect.stringContaining("=api") });
  });

  test("a process with another master key does not start", async () => {
    const stranger = start(configFor("worker", "third", { masterKey: generateMasterKey() }));

    await expect(stranger).rejects.toThrow("the database is sealed with master key");
  });
}
