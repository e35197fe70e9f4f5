import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type Database, openDatabase } from "../../db/kernel/database.ts";
import type { Lease } from "../../db/lease.ts";
import { claimOperation } from "../../db/leases.ts";
import { insertOperation, requestCancel } from "../../db/operations.ts";
import { inMemory } from "../../testing/warm-cluster.ts";
import { startHeartbeat } from "./lease-heartbeat.ts";

let db: Database;
let operations = 0;
beforeAll(async () => {
  db = await openDatabase(await inMemory());
  await db.em().execute("alter table operations drop constraint operations_tenant_id_fkey");
});
afterAll(() => db.close());

async function claimed(leaseMs: number): Promise<Lease> {
  operations += 1;
  const id = `op${operations}`;
  await insertOperation(db.em(), {
    id,
    organization: "default",
    tenantId: `t${operations}`,
    kind: "create",
    createdAt: new Date(),
  });
  const row = await claimOperation(db.em(), id, { owner: "me", leaseMs, revision: 1 });
  return { operationId: id, fencingToken: row?.fencingToken ?? 0 };
}

async function leaseUntil({ operationId }: Lease): Promise<number> {
  const [row] = await db
    .em()
    .execute<{ until: Date }[]>("select lease_until as until from operations where id = ?", [operationId]);
  return row?.until.getTime() ?? 0;
}

test("a lease is renewed before it ends", async () => {
  const lease = await claimed(60_000);
  const before = await leaseUntil(lease);

  const heartbeat = startHeartbeat({ db, lease, leaseMs: 120_000, onCancel: () => {}, onLost: () => {} });
  await heartbeat.beat();
  heartbeat.stop();

  expect(await leaseUntil(lease)).toBeGreaterThan(before + 30_000);
});

test("a cancellation is noticed at the next beat", async () => {
  const lease = await claimed(60_000);
  const cancelled = Promise.withResolvers<void>();
  const heartbeat = startHeartbeat({ db, lease, leaseMs: 300, onCancel: cancelled.resolve, onLost: () => {} });

  await requestCancel(db.em(), lease.operationId);

  await cancelled.promise;
  heartbeat.stop();
});

test("a lease that another has taken is lost", async () => {
  const lease = await claimed(60_000);
  const lost = Promise.withResolvers<Error>();
  startHeartbeat({ db, lease, leaseMs: 300, onCancel: () => {}, onLost: lost.resolve });

  await db.em().execute("update operations set fencing_token = fencing_token + 1 where id = ?", [lease.operationId]);

  expect(await lost.promise).toMatchObject({ code: "lease_lost" });
});

test("a lease that cannot be renewed counts as lost before it ends", async () => {
  const lease = await claimed(60_000);
  const unreachable = { ...db, em: () => fail() };
  const lost = Promise.withResolvers<Error>();
  const begun = performance.now();

  startHeartbeat({ db: unreachable, lease, leaseMs: 600, onCancel: () => {}, onLost: lost.resolve });

  expect(await lost.promise).toMatchObject({ code: "lease_lost" });
  expect(performance.now() - begun).toBeGreaterThan(390);
});

function fail(): never {
  throw new Error("connection refused");
}
