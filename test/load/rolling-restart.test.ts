import type { Operation, Tenant } from "@freehold/model";
import { startPostgres } from "@freehold/service/testing/postgres";
import { until } from "@freehold/testing";
import { expect, test } from "@jest/globals";
import pg from "pg";
import { engineReason, pulumiBin, withEngine } from "../system/engine-binary.ts";
import { ADMIN_KEY, type Fleet, startFleet } from "./fleet.ts";
import { judge } from "./verdict.ts";

const postgres = await startPostgres();
if ("close" in postgres) await postgres.close();

withEngine(`the API and two workers, restarted one after the other${engineReason}`, () => {
  if ("missing" in postgres) {
    test.skip(`(skipped: ${postgres.missing})`, () => {});
    return;
  }
  test("lose no signup, and the older processes run on while a newer version has changed the database", async () => {
    const fleet = await startFleet({
      ...{ pulumiBin: pulumiBin ?? "", workers: 2, concurrency: 1, accounts: 1, rateLimit: false },
      // Less than a create takes: some are put back, and go on at the other worker.
      drainSec: 1,
    });
    try {
      const before = await Promise.all([signUp(fleet, "before-1"), signUp(fleet, "before-2")]);
      await changeLikeANewerVersion(fleet.databaseUrl);
      const during = [signUp(fleet, "during-1"), signUp(fleet, "during-2")];
      await fleet.restartWorker(0, "SIGTERM");
      const meanwhile = signUpUntilTaken(fleet, "meanwhile");
      await fleet.restartApi("SIGTERM");
      await fleet.restartWorker(1, "SIGTERM");
      const accepted = [...before, ...(await Promise.all([...during, meanwhile]))];
      const ended = await Promise.all(accepted.map(({ operation }) => fleet.api.ended(operation.id, 200)));

      expect(ended.map(({ status, failure }) => ({ status, failure }))).toEqual(
        accepted.map(() => ({ status: "succeeded", failure: null })),
      );
      const { active, wrong } = await judge(
        fleet,
        accepted.map(({ tenant }) => tenant),
      );
      expect(wrong).toEqual([]);
      expect(active).toBe(5);
    } finally {
      await fleet.close();
    }
  });
});

interface Accepted {
  tenant: Tenant;
  operation: Operation;
}

async function signUp({ api }: Fleet, name: string): Promise<Accepted> {
  const placement = { cloud: "hetzner", region: "fsn1", size: "small" };
  const answer = await fetch(`${api.url}/v1/tenants`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${ADMIN_KEY}`,
      "content-type": "application/json",
      // Sent again after a lost answer it is the same signup.
      "idempotency-key": name,
    },
    body: JSON.stringify({ name, template: "supabase", placement }),
  });
  if (answer.status !== 202) throw new Error(`the signup was answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Accepted;
}

/** As a client does whose service is away for a moment. */
function signUpUntilTaken(fleet: Fleet, name: string): Promise<Accepted> {
  return until(`${name} to be taken`, () => signUp(fleet, name).catch(() => undefined));
}

/** A migration that this version does not know, and which only adds. */
async function changeLikeANewerVersion(databaseUrl: string): Promise<void> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  await client.query("alter table tenants add column future text");
  await client.query("insert into mikro_orm_migrations (name) values ('9999-future')");
  await client.end();
}
