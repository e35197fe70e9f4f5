import { until } from "@freehold/testing";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { accountTarget } from "../../app/accounts/account-target.ts";
import { closeBudget, ensureBudget, reopenBudget } from "../../db/api-budgets.ts";
import { makeCustomer } from "../../testing/customer.ts";
import { ACME, makeWorld, type World } from "../../testing/world.ts";

let world: World;
beforeEach(async () => {
  world = await makeWorld({ config: { workers: 1, sweepSec: 0.2 } });
});
afterEach(() => world.close().catch(() => {}));

const statusOf = async (id: string) =>
  (
    await world.service.db
      .em()
      .execute<{ status: string; attempts: number }[]>("select status, attempts from operations where id = ?", [id])
  )[0];

test("operations whose account has no calls hold no worker: another's goes on, and they begin by themselves later", async () => {
  const em = world.service.db.em();
  const [account] = await em.execute<{ id: string }[]>("select id from cloud_accounts where cloud = 'hetzner' limit 1");
  const id = account?.id ?? "";
  // One that fills quickly once it is open again.
  await ensureBudget(em, id, "hetzner", { capacity: 3600, perSec: 100 });
  await closeBudget(em, id, 3600_000);

  const waiting = await Promise.all(["one", "two", "three"].map((name) => world.signUp(name)));
  const other = await world.request<{ operation: { id: string } }>("POST", "/v1/tenants", {
    body: { name: "other", template: "supabase", placement: { cloud: "digitalocean", region: "fra1", size: "small" } },
  });

  expect(await world.ended(other.body.operation.id)).toMatchObject({ status: "succeeded" });
  for (const { body } of waiting)
    expect(await statusOf(body.operation.id)).toMatchObject({ status: "queued", attempts: 0 });

  const { body: first } = await world.request("GET", `/v1/operations/${waiting[0]?.body.operation.id}`);
  expect(first).toMatchObject({
    queuedFor: expect.stringMatching(
      new RegExp(`^account ${id} takes no calls for 3[56]\\d\\d s, .*POST /v1/budgets/${id}/reopen`),
    ),
  });

  const member = await makeCustomer(world, "waiting");
  const theirs = await member.request<{ operation: { id: string } }>("POST", "/v1/tenants", {
    body: { ...ACME, name: "theirs" },
  });
  const { body: shown } = await member.request("GET", `/v1/operations/${theirs.body.operation.id}`);
  expect(shown).toMatchObject({
    queuedFor: expect.stringMatching(
      /^the cloud account takes no calls for 3[56]\d\d s, as its cloud asked; it begins then$/,
    ),
  });

  await reopenBudget(em, id);

  for (const { body } of waiting)
    await until("it to begin by itself", async (see) => see(await statusOf(body.operation.id))?.status === "succeeded");
});

test("a service in which a call waits for its account ends when it is asked to, and the call with it", async () => {
  const { app, db, gateway } = world.service;
  const [account] = await db
    .em()
    .execute<{ id: string }[]>("select id from cloud_accounts where cloud = 'hetzner' limit 1");
  const id = account?.id ?? "";
  const target = await accountTarget(app, { accountId: id, cloud: "hetzner" });
  const { providers } = await gateway.openSession("ledger", () => true, { isOwn: true }).through(target);
  await ensureBudget(db.em(), id, "hetzner", { capacity: 3600, perSec: 1 });
  await closeBudget(db.em(), id, 3600_000);
  const answer = fetch(`${providers.hcloud?.endpoint}/servers`, {
    headers: { authorization: `Bearer ${providers.hcloud?.token}` },
  }).then(
    ({ status }) => status,
    () => "cut off",
  );
  await until("the call to wait", (see) => see(gateway.traffic.waiting()).some(({ waiting }) => waiting > 0));

  await world.close();

  // Left alone, it waits up to 200 s for its account and is answered 429.
  expect(await answer).not.toBe(429);
});
