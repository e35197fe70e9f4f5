import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Operation, Tenant } from "@freehold/model";
import { until } from "@freehold/testing";
import { afterAll, afterEach, expect, jest, test } from "@jest/globals";
import { createDiskSpace } from "../app/operations/disk-space.ts";
import { startPostgres } from "../testing/postgres.ts";
import { makeWorld, type World } from "../testing/world.ts";
import { freeMib } from "./free-mib.ts";

const SERVER = "hcloud:index/server:Server";
const HOUR_MS = 3_600_000;

const postgres = await startPostgres();
const onPostgres = "missing" in postgres ? test.skip : test;
const missing = "missing" in postgres ? ` (skipped: ${postgres.missing})` : "";
afterAll(async () => {
  if ("close" in postgres) await postgres.close();
});

const worlds: World[] = [];
afterEach(async () => {
  jest.useRealTimers();
  for (const world of worlds.splice(0)) await world.close();
});

async function open(options: Parameters<typeof makeWorld>[0]): Promise<World> {
  const world = await makeWorld(options);
  worlds.push(world);
  return world;
}

/** The operation as it is in the database: how often workers began it, and whether one has it. */
async function row(world: World, id: string): Promise<{ status: string; attempts: number; fencing_token: number }> {
  const rows = await world.service.db
    .em()
    .execute<{ status: string; attempts: number; fencing_token: number }[]>(
      "select status, attempts, fencing_token from operations where id = ?",
      [id],
    );
  return rows[0] ?? { status: "none", attempts: 0, fencing_token: 0 };
}

test("a full disk is reported before work begins: nothing is claimed until there is room", async () => {
  let free = 10;
  const world = await open({ freeMib: async () => free });
  const { body } = await world.signUp("acme");

  const ready = await world.request("GET", "/readyz");
  expect(ready).toMatchObject({
    status: 503,
    body: {
      code: "disk_full",
      detail: expect.stringMatching(/has 10 MiB free, and needs 200: no operation is begun$/),
    },
  });
  expect(ready.headers.get("retry-after")).toBe("5");
  expect(await row(world, body.operation.id)).toMatchObject({ status: "queued", attempts: 0 });

  free = 4096;
  expect(await world.ended(body.operation.id)).toMatchObject({ status: "succeeded", failure: null });
  expect((await world.request("GET", "/readyz")).status).toBe(200);
});

const mounted = mountable();
(mounted === undefined ? test : test.skip)(
  `a file system that is really full is seen as such${mounted === undefined ? "" : ` (skipped: ${mounted})`}`,
  async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "freehold-full-"));
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", folder]);
    try {
      const disk = createDiskSpace({ folder, minFreeMib: 1, freeMib });
      await disk.assertRoom();
      await expect(writeFile(path.join(folder, "big"), Buffer.alloc(3 * 1024 * 1024))).rejects.toMatchObject({
        code: "ENOSPC",
      });

      await expect(disk.assertRoom()).rejects.toMatchObject({ code: "disk_full" });

      await rm(path.join(folder, "big"));
      await disk.assertRoom();
    } finally {
      execFileSync("umount", [folder]);
      await rm(folder, { recursive: true });
    }
  },
);

onPostgres(
  `while the database is away requests are answered so, and what ran resumes when it is back${missing}`,
  async () => {
    if ("missing" in postgres) throw new Error(postgres.missing);
    const database = { kind: "postgres", url: await postgres.newDatabase() } as const;
    const world = await open({ database, config: { leaseSec: 1.5 } });
    const hold = world.engine.holdAt(SERVER);
    const { operation, tenant } = (await world.signUp("acme")).body;
    await hold.reached;

    await postgres.stop();
    for (const url of ["/readyz", "/v1/tenants/acme"]) {
      const answer = await world.request("GET", url);
      expect(answer).toMatchObject({ status: 503, body: { code: "service_unavailable" } });
      expect(answer.headers.get("retry-after")).toBe("5");
    }
    const lost = await world.request("POST", "/v1/tenants", { body: {}, headers: { "Idempotency-Key": "k" } });
    expect(lost.status).toBe(503);
    // The engine is told to stop before the lease can be anybody else's.
    await until("the worker to let go", () => world.engine.cancelled > 0);
    await postgres.start();

    expect(await world.ended(operation.id)).toMatchObject({ status: "succeeded", failure: null });
    expect((await row(world, operation.id)).attempts).toBe(2);
    expect((await world.request("GET", "/readyz")).status).toBe(200);
    expect((await world.request<Tenant>("GET", "/v1/tenants/acme")).body).toMatchObject({ status: "active" });
    expect([...world.engine.cloud.resources].filter((item) => item === `${tenant.id}/acme-server`)).toHaveLength(1);
  },
  90_000,
);

test.each([
  ["forward", HOUR_MS],
  ["back", -HOUR_MS],
])("a wall clock that jumps %s takes no operation from its worker", async (_way, jumpMs) => {
  const world = await open({
    ...("missing" in postgres ? {} : { database: { kind: "postgres", url: await postgres.newDatabase() } as const }),
    config: { leaseSec: 1 },
  });
  const hold = world.engine.holdAt(SERVER);
  const { operation } = (await world.signUp("acme")).body;
  await hold.reached;

  // Only what gives the time of day: timers and the monotonic clock stay, as they do in a real jump.
  jest.useFakeTimers({ doNotFake: [...EVERYTHING_ELSE], now: Date.now() + jumpMs });
  const began = performance.now();
  await until("three times the lease to pass", () => performance.now() - began > 3_000);
  expect(await row(world, operation.id)).toMatchObject({ status: "running", attempts: 1, fencing_token: 1 });
  hold.release();

  const ended = await world.ended(operation.id);
  expect(ended).toMatchObject({ status: "succeeded", failure: null } satisfies Partial<Operation>);
  expect((await row(world, operation.id)).attempts).toBe(1);
});

const EVERYTHING_ELSE = [
  ...(["hrtime", "nextTick", "performance", "queueMicrotask"] as const),
  ...(["requestAnimationFrame", "cancelAnimationFrame", "requestIdleCallback", "cancelIdleCallback"] as const),
  ...(["setImmediate", "clearImmediate", "setInterval", "clearInterval", "setTimeout", "clearTimeout"] as const),
] as const;

/** Why no file system can be mounted here; undefined where one can. */
function mountable(): string | undefined {
  if (process.getuid?.() !== 0) return "only root may mount a small file system";
  const folder = execFileSync("mktemp", ["-d"], { encoding: "utf8" }).trim();
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], { stdio: "ignore" });
    execFileSync("umount", [folder]);
    return undefined;
  } catch {
    return "this machine lets nobody mount a small file system";
  } finally {
    execFileSync("rmdir", [folder]);
  }
}
