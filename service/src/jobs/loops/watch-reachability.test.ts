import type { Tenant } from "@freehold/model";
import { until } from "@freehold/testing";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { pino } from "pino";
import type { Reached, ReachTarget } from "../../app/reachability/reachability-port.ts";
import { fakeReachability } from "../../testing/fake-reachability.ts";
import { makeWorld, type World } from "../../testing/world.ts";
import { startReachabilityWatch } from "./watch-reachability.ts";

const LOST: Reached = { ok: false, condition: "tls", reason: "the certificate ended" };

let world: World;
let lost: (target: ReachTarget) => boolean;
let errors: string[];

beforeAll(async () => {
  lost = () => false;
  world = await makeWorld({ reachability: fakeReachability((target) => (lost(target) ? LOST : { ok: true })) });
  for (const name of ["anna", "bert", "carl"]) await world.ended((await world.signUp(name)).body.operation.id);
});

afterAll(() => world.close());

test("one tenant that is lost has a warning, and none when it is found again", async () => {
  const watch = start();
  lost = ({ url }) => url.includes("anna");
  await until("the loss to be seen", async () => (await tlsOf("anna")) === "warning");
  const neighbour = await tlsOf("bert");
  lost = () => false;
  await until("it to be found again", async () => (await tlsOf("anna")) === "ok");
  await watch.stop();

  expect(neighbour).toBe("ok");
});

test("when most are lost at once the fault may be ours: nobody is judged, and the log says so", async () => {
  const watch = start();
  lost = () => true;
  await until("the log to say so", () => errors.length > 0);
  await watch.stop();

  expect(errors[0]).toContain("the fault may be ours");
  expect(await Promise.all(["anna", "bert", "carl"].map(tlsOf))).toEqual(["ok", "ok", "ok"]);
});

function start() {
  errors = [];
  const log = pino({ level: "error" }, { write: (line) => void errors.push(line) });
  return startReachabilityWatch({ app: world.service.app, log, owner: "test", everyMs: 20 });
}

async function tlsOf(name: string): Promise<string | undefined> {
  return (await world.request<Tenant>("GET", `/v1/tenants/${name}`)).body.conditions.tls?.status;
}
