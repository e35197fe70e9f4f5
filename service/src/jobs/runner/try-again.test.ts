import { FreeholdError, type Operation, type Tenant } from "@freehold/model";
import { until } from "@freehold/testing";
import { afterEach, expect, test } from "@jest/globals";
import { readConfig } from "../../config/config.ts";
import { makeWorld, type World } from "../../testing/world.ts";
import { pauseBefore } from "./try-again.ts";

const SERVER = "hcloud:index/server:Server";

let world: World;
afterEach(() => world.close());

const open = async (retryMs: number): Promise<void> => {
  world = await makeWorld({ config: { retries: 2, retryMs } });
};
/** Fails the making of a server so many times. */
const failing = (times: number, code: "cloud_unreachable" | "dns_record_taken"): void => {
  let left = times;
  const { engine } = world;
  engine.failOn = {
    type: SERVER,
    error: new FreeholdError(code, "the cloud answers 503"),
    when: () => left-- > 0,
  };
};

test("a create whose cloud fails transiently recovers, continues, and reports its tries", async () => {
  await open(10);
  failing(1, "cloud_unreachable");

  const operation = await world.ended((await world.signUp("acme")).body.operation.id);

  expect(operation).toMatchObject({
    status: "succeeded",
    retries: [{ code: "cloud_unreachable", reason: "the cloud answers 503", undoing: false, pauseMs: 10 }],
  });
  expect(world.engine.calls).toEqual(["up account", "up tenant", "recover tenant create", "up tenant"]);
});

test("what goes on failing is given up after a bounded number of tries, and undone", async () => {
  await open(10);
  failing(100, "cloud_unreachable");

  const operation = await world.ended((await world.signUp("acme")).body.operation.id);

  expect(operation).toMatchObject({ status: "failed", failure: { code: "cloud_unreachable" } });
  expect(operation.retries.map(({ pauseMs }) => pauseMs)).toEqual([10, 50]);
  expect(await world.leftovers()).toEqual(["ports"]);
});

test("what somebody must put right is not tried again", async () => {
  await open(10);
  failing(1, "dns_record_taken");

  const operation = await world.ended((await world.signUp("acme")).body.operation.id);

  expect(operation).toMatchObject({ status: "failed", failure: { code: "dns_record_taken" }, retries: [] });
});

test("an operation that waits long for its next try gives the worker free, and is cleaned up when it is cancelled then", async () => {
  await open(60_000);
  failing(100, "cloud_unreachable");
  const { id } = (await world.signUp("acme")).body.operation;
  const read = async () => (await world.request<Operation>("GET", `/v1/operations/${id}`)).body;
  await until("the next try to be put off", async (see) => see(await read()).retryAt !== null);

  expect(await read()).toMatchObject({ status: "queued", retries: [{ pauseMs: 60_000 }], queuePosition: null });
  await world.request("POST", `/v1/operations/${id}/cancel`);
  const operation = await world.ended(id);

  expect(operation).toMatchObject({ status: "cancelled", retryAt: null });
  expect((await world.request<Tenant>("GET", "/v1/tenants/acme")).body.status).toBe("failed");
  expect(await world.leftovers()).toEqual(["ports"]);
});

test("unless set otherwise, the tries last longer than a cloud that is away for an hour", () => {
  const { retries, retryMs } = readConfig({});

  const pauses = Array.from({ length: retries }, (_, made) => pauseBefore(made, retryMs));

  expect(pauses.reduce((sum, pause) => sum + pause)).toBeGreaterThan(3_600_000);
});
