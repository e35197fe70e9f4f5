import { randomUUID } from "node:crypto";
import { until } from "@freehold/testing";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { findLiveApiKey, insertApiKey, keysOfMember } from "../../db/api-keys.ts";
import { type Database, openDatabase } from "../../db/kernel/database.ts";
import { insertMember } from "../../db/members.ts";
import { insertOrganization } from "../../db/organizations.ts";
import { startPostgres } from "../../testing/postgres.ts";
import type { AppContext, Caller } from "../context.ts";
import { removeMember } from "./change-member.ts";
import { createApiKey } from "./create-api-key.ts";
import { createMember } from "./create-member.ts";
import { permissionsOf } from "./permissions.ts";

const NOW = new Date("2026-01-01T00:00:00Z");
const OWNER = callerWith("k-owner");

const postgres = await startPostgres();
let db: Database;
let app: AppContext;

if ("missing" in postgres) {
  test.skip(`a member's key that is made while the member is removed (skipped: ${postgres.missing})`, () => {});
} else {
  beforeAll(async () => {
    db = await openDatabase({ kind: "postgres", url: await postgres.newDatabase() });
    const newId = (prefix: string) => `${prefix}${randomUUID()}`;
    app = { db, now: () => NOW, newId } as unknown as AppContext;
    const quotas = { maxTenants: null, maxMachines: null };
    await insertOrganization(db.em(), {
      ...{ id: "o1", name: "o1", tier: "free", ...quotas, createdAt: NOW, removedAt: null },
    });
    for (const id of ["owner", "m1", "m2"]) await insertPerson(id);
  });
  afterAll(async () => {
    await db.close();
    await postgres.close();
  });

  test("a key that is asked for while its member is removed is not made", async () => {
    const removal = await holdRemoval("m1");

    const asked = createApiKey(app, OWNER, { name: "late", memberId: "m1" }).catch((error: Error) => error.message);
    await settledOrWaiting(asked);
    await removal.commit();

    expect(await asked).toBe("there is no member m1");
    expect(await keysOfMember(db.em(), "o1", "m1")).toEqual([]);
  });

  test("who is removed meanwhile makes neither key nor member with what they began before", async () => {
    const caller = callerWith("k-m2");
    const removal = await holdRemoval("m2");

    const refused = [
      createApiKey(app, caller, { name: "kept" }),
      createMember(app, caller, { name: "F", email: "friend@example.com", role: "owner" }),
    ].map((asked) => asked.catch((error: Error) => error.message));
    await settledOrWaiting(Promise.all(refused));
    await removal.commit();

    for (const message of await Promise.all(refused)) expect(message).toContain("was revoked or has expired meanwhile");
    expect(await findLiveApiKey(db.em(), "k-m2")).toBeNull();
    expect(await db.em().execute("select name from api_keys where revoked_at is null")).toEqual([{ name: "owner" }]);
  });
}

function callerWith(keyId: string): Caller {
  return {
    organization: "o1",
    keyId,
    person: keyId,
    role: "owner",
    expiresAt: null,
    permissions: permissionsOf("owner"),
  };
}

async function insertPerson(id: string): Promise<void> {
  const em = db.em();
  const shared = { organization: "o1", name: id, role: "owner" as const, createdAt: NOW };
  await insertMember(em, { ...shared, id, email: `${id}@example.com`, removedAt: null });
  const key = {
    memberId: id,
    issuedBy: null,
    keyHash: id,
    hint: id,
    scopes: null,
    expiresAt: null,
    lastUsedAt: null,
    revokedAt: null,
  };
  await insertApiKey(em, { ...shared, ...key, id: `k-${id}` });
}

/** Removes a member in a transaction that commits when asked to. */
async function holdRemoval(id: string): Promise<{ commit(): Promise<void> }> {
  const removed = Promise.withResolvers<void>();
  const mayCommit = Promise.withResolvers<void>();
  const removal = db.transaction(async (em) => {
    await removeMember({ ...app, db: { ...db, transaction: (work) => work(em) } }, OWNER, id);
    removed.resolve();
    await mayCommit.promise;
  });
  await Promise.race([removed.promise, removal]);
  return {
    async commit() {
      mayCommit.resolve();
      await removal;
    },
  };
}

/** Until the work has ended, or waits for a lock. */
async function settledOrWaiting(work: Promise<unknown>): Promise<void> {
  let settled = false;
  void work.finally(() => {
    settled = true;
  });
  await until("the work to end or to wait for a lock", async () => {
    const waiting = await db.em().execute("select 1 from pg_locks where not granted");
    return settled || waiting.length > 0;
  });
}
