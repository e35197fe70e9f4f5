import { expect, test } from "@jest/globals";
import { type EngineProgress, INVENTORY_TYPE } from "./contract.ts";
import {
  advanceStages,
  BUILDING,
  completeStages,
  enterStage,
  LOOKING,
  REMOVING,
  type StagePlan,
  type StageState,
  stageOfResource,
  stagesOf,
  startStages,
} from "./stages.ts";

function happens(type: string, name: string, state: "started" | "done" | "failed", op = "create"): EngineProgress {
  return { kind: "resource", type, name, op, state };
}

/** Every state from the start through the events. */
function walk(plan: StagePlan, events: EngineProgress[]): StageState[] {
  const states = [startStages(plan)];
  for (const event of events) states.push(advanceStages(states.at(-1) ?? startStages(plan), event));
  return states;
}

test("machines of every cloud are allocated", () => {
  expect(stageOfResource("digitalocean:index/droplet:Droplet", "acme-server")).toBe("allocate");
});

test("a name is configured, whoever serves its zone, and a password reports no progress", () => {
  expect(stageOfResource("cloudflare:index/dnsRecord:DnsRecord", "acme-a")).toBe("configure");
  expect(stageOfResource("aws:route53/record:Record", "acme-a")).toBe("configure");
  expect(stageOfResource("tls:index/privateKey:PrivateKey", "acme-key")).toBe("allocate");
  expect(stageOfResource("random:index/randomBytes:RandomBytes", "acme-secret")).toBeUndefined();
});

const SERVER = "hcloud:index/server:Server";
const RECORD = "cloudflare:index/dnsRecord:DnsRecord";
const COMMAND = "command:remote:Command";

test("a slot is allocated with all that its host is brought for it, before its name is configured", () => {
  for (const name of ["acme-host-hostctl", "acme-host-program", "acme-slot"])
    expect(stageOfResource(COMMAND, name)).toBe("allocate");
});

test("an up goes from the machine to the waiting for health", () => {
  const states = walk(BUILDING, [
    happens(SERVER, "acme-server", "started"),
    happens(SERVER, "acme-server", "done"),
    happens(RECORD, "acme-dns", "started"),
    happens(COMMAND, "acme-apply", "started"),
    happens(COMMAND, "acme-apply", "done"),
    happens(COMMAND, "acme-wait", "started"),
  ]);

  expect(states.map((state) => [state.stage, state.percent])).toEqual([
    ["initialise", 0],
    ["allocate", 5],
    ["allocate", 20],
    ["configure", 35],
    ["provision", 50],
    ["provision", 65],
    ["verify", 80],
  ]);
  expect(completeStages(states.at(-1) ?? startStages(BUILDING))).toMatchObject({ stage: "complete", percent: 100 });
});

test("a resource that ends late does not turn the stage or the percent back", () => {
  const provision = advanceStages(startStages(BUILDING), happens(COMMAND, "acme-apply", "started"));

  expect(advanceStages(provision, happens(SERVER, "acme-server", "done"))).toBe(provision);
});

test("more resources in a stage never lower the percent", () => {
  const half = [happens(SERVER, "a", "started"), happens(SERVER, "a", "done")].reduce(
    advanceStages,
    startStages(BUILDING),
  );

  const more = ["b", "c", "d"].map((name) => happens(SERVER, name, "started")).reduce(advanceStages, half);

  expect(more.percent).toBe(half.percent);
});

test("what is unchanged, a log line and a component report no progress", () => {
  const start = startStages(BUILDING);

  expect(advanceStages(start, happens(SERVER, "acme-server", "done", "same"))).toBe(start);
  expect(advanceStages(start, { kind: "log", level: "info", message: "hello" })).toBe(start);
  expect(advanceStages(start, happens("freehold:index:TenantServer", "acme", "done"))).toBe(start);
});

test("a destroy goes from the workload to the machine and ends with the question to the clouds", () => {
  const stages = walk(REMOVING, [
    happens(COMMAND, "acme-wait", "started", "delete"),
    happens(COMMAND, "acme-apply", "started", "delete"),
    happens(RECORD, "acme-dns", "started", "delete"),
    happens(SERVER, "acme-server", "started", "delete"),
    happens(INVENTORY_TYPE, "hetzner+cloudflare", "started", "read"),
  ]);

  expect([...new Set(stages.map((state) => state.stage)), "complete"]).toEqual(stagesOf(REMOVING));
});

test("every stage of an up has a kind of resource that belongs to it", () => {
  const reached = [
    stageOfResource(SERVER, "s"),
    stageOfResource(RECORD, "d"),
    stageOfResource(COMMAND, "x-apply"),
    stageOfResource(COMMAND, "x-wait"),
  ];

  expect(["initialise", ...reached, "complete"]).toEqual(stagesOf(BUILDING));
});

test("what only looks verifies, whatever it looks at, and builds nothing on the way", () => {
  const states = walk(LOOKING, [
    happens(SERVER, "acme-server", "started", "refresh"),
    happens(SERVER, "acme-server", "done", "refresh"),
    happens(RECORD, "acme-dns", "started", "refresh"),
    happens("freehold:index:TenantServer", "acme", "done", "refresh"),
  ]);

  expect(states.map((state) => [state.stage, state.percent])).toEqual([
    ["initialise", 0],
    ["verify", 10],
    ["verify", 55],
    ["verify", 55],
    ["verify", 55],
  ]);
});

test("what is looked at before something is built is no progress of the building", () => {
  const start = startStages(BUILDING);

  expect(advanceStages(start, happens(COMMAND, "acme-wait", "done", "refresh"))).toBe(start);
});

test("a stage that is entered by itself has its percent, and one that is over, or not of the plan, is not entered", () => {
  const verify = enterStage(startStages(LOOKING), "verify");

  expect([verify.stage, verify.percent]).toEqual(["verify", 10]);
  expect(enterStage(verify, "initialise")).toBe(verify);
  expect(enterStage(verify, "provision")).toBe(verify);
});

test.each([BUILDING, REMOVING, LOOKING])("a plan goes from 0 to complete at 100, and only up", ({ begins }) => {
  const percents = begins.map(([, percent]) => percent);

  expect(begins[0]).toEqual(["initialise", 0]);
  expect(begins.at(-1)).toEqual(["complete", 100]);
  expect(percents).toEqual([...new Set(percents)].sort((a, b) => a - b));
});
