import { BUILDING, LOOKING } from "@freehold/engine";
import { expect, test } from "@jest/globals";
import type { ProgressSnapshot, TimedEvent } from "../../db/operation-events.ts";
import { createProgressRecorder } from "./progress-recorder.ts";

function recorder(plan = BUILDING) {
  const stored: { snapshot: ProgressSnapshot; events: readonly TimedEvent[] }[] = [];
  let time = Date.parse("2026-01-01T00:00:00Z");
  const progress = createProgressRecorder({
    plan,
    now() {
      time += 1000;
      return new Date(time);
    },
    store: async (snapshot, events) => void stored.push({ snapshot, events }),
  });
  return { progress, stored };
}

const SERVER = { kind: "resource", type: "hcloud:index/server:Server", name: "s", op: "create" } as const;

test("stages follow what the engine reports, each with its length", async () => {
  const { progress, stored } = recorder();

  progress.onEngineEvent({ ...SERVER, state: "started" });
  progress.onEngineEvent({ ...SERVER, state: "done" });
  progress.complete();
  await progress.flush();

  const { snapshot } = stored.at(-1) ?? {};
  expect(snapshot).toMatchObject({ stage: "complete", percent: 100 });
  expect(snapshot?.stages.map(({ name }) => name)).toEqual(["initialise", "allocate", "complete"]);
  expect(snapshot?.stages.every(({ ms }) => ms !== null && ms > 0)).toBe(true);
});

test("a step enters its stage once, and a job that has no such stage stays where it is", async () => {
  const { progress, stored } = recorder(LOOKING);

  for (const stage of ["verify", "verify", "provision"] as const) progress.enter(stage);
  progress.complete();
  await progress.flush();

  const told = stored.flatMap(({ events }) => events.map(({ payload }) => payload));
  expect(told).toEqual([
    { kind: "stage", stage: "initialise", percent: 0 },
    { kind: "stage", stage: "verify", percent: 10 },
    { kind: "stage", stage: "complete", percent: 100 },
  ]);
});

test("events that come while others are stored are stored together, in order", async () => {
  const { progress, stored } = recorder();
  await progress.flush();

  for (const name of ["a", "b", "c"]) progress.onEngineEvent({ ...SERVER, name, state: "started" });
  await progress.flush();

  const names = stored.flatMap(({ events }) =>
    events.flatMap(({ payload }) => (payload.kind === "resource" ? [payload.name] : [])),
  );
  expect(names).toEqual(["a", "b", "c"]);
  expect(stored.length).toBeLessThan(4);
});

test("what cannot be stored while the database is away is stored with what follows", async () => {
  const stored: string[] = [];
  let isAway = true;
  const progress = createProgressRecorder({
    plan: BUILDING,
    now: () => new Date(),
    async store(_snapshot, events) {
      if (isAway) throw new Error("the database is away");
      stored.push(...events.flatMap(({ payload }) => (payload.kind === "resource" ? [payload.name] : [])));
    },
  });

  progress.onEngineEvent({ ...SERVER, name: "a", state: "started" });
  await expect(progress.flush()).rejects.toThrow("the database is away");
  isAway = false;
  progress.onEngineEvent({ ...SERVER, name: "b", state: "started" });
  await progress.flush();

  expect(stored).toEqual(["a", "b"]);
});
