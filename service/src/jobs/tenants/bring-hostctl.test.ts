import { FreeholdError, type Operation, type Tenant } from "@freehold/model";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import type { BringHostctl } from "../../app/hosts/bring-hostctl.ts";
import { makeWorld, type World } from "../../testing/world.ts";

const SILENT = new FreeholdError(
  "machine_unreachable",
  "freehold@127.20.0.2:22022 cannot be reached by SSH: no answer",
);

let world: World;
/** Ports of the machines that were brought hostctl, in order. */
const brought: string[] = [];
let machine: BringHostctl;
beforeAll(async () => {
  const bringHostctl: BringHostctl = async (to) => {
    brought.push(`${to.user}@${to.host}:${to.port} ${to.privateKey.slice(0, 15)}`);
    await machine(to);
  };
  world = await makeWorld({ bringHostctl });
  machine = async () => {};
  await world.ended((await world.signUp("acme")).body.operation.id);
});
afterEach(() => {
  machine = async () => {};
  brought.length = 0;
});
afterAll(() => world.close());

test("an update brings the machine's hostctl once, and writes nothing down where all is well", async () => {
  expect(await ask("heal")).toMatchObject({ status: "succeeded" });

  expect(brought).toEqual(["freehold@127.20.0.2:22022 private-key-of-"]);
  expect((await tenant()).conditions).not.toHaveProperty("hostctl");
});

test("a machine that does not answer is a condition with its reason, and not the update's failure; it ends when it answers", async () => {
  machine = () => Promise.reject(SILENT);
  const operation = await ask("heal");

  expect(operation).toMatchObject({ status: "succeeded", failure: null });
  expect(await tenant()).toMatchObject({
    status: "active",
    conditions: {
      hostctl: { status: "warning", reason: `the machine's hostctl was not brought up to date: ${SILENT.message}` },
    },
  });
  // Before the stack, and once more when that is up.
  expect(brought).toHaveLength(2);

  machine = async () => {};
  await ask("heal");
  expect((await tenant()).conditions.hostctl).toMatchObject({ status: "ok", reason: null });
});

test("what the stack had to wait for is looked at again when it is up", async () => {
  machine = async () => {
    machine = async () => {};
    throw SILENT;
  };

  await ask("heal");

  expect((await tenant()).conditions.hostctl).toMatchObject({ status: "ok", reason: null });
});

test("a restart, which no stack has a part in, brings it first", async () => {
  await ask("restart");

  expect(brought).toEqual(["freehold@127.20.0.2:22022 private-key-of-"]);
});

test("a fault of ours is not taken for the machine's", async () => {
  machine = () => Promise.reject(new Error("a bug"));

  expect(await ask("heal")).toMatchObject({ status: "failed" });
});

test("a refresh and a destroy ask nothing of the machine", async () => {
  machine = () => Promise.reject(SILENT);
  expect(await ask("refresh")).toMatchObject({ status: "succeeded" });
  const { body } = await world.request<{ operation: Operation }>("DELETE", "/v1/tenants/acme");

  expect(await world.ended(body.operation.id)).toMatchObject({ status: "succeeded" });
  expect(brought).toEqual([]);
});

async function ask(what: "heal" | "refresh" | "restart"): Promise<Operation> {
  const { body } = await world.request<{ operation: Operation }>("POST", `/v1/tenants/acme/${what}`);
  return world.ended(body.operation.id);
}

async function tenant(): Promise<Tenant> {
  return (await world.request<Tenant>("GET", "/v1/tenants/acme")).body;
}
