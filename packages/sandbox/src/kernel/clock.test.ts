import { expect, test } from "@jest/globals";
import { Clock } from "./clock.ts";

test("a held clock does nothing until it is advanced, then everything that is due, in order", async () => {
  const clock = new Clock("manual");
  const done: string[] = [];
  clock.after(200, () => void done.push("second"));
  clock.after(100, () => void done.push("first"));
  clock.after(301, () => void done.push("third"));

  await clock.advance(300);

  expect(done).toEqual(["first", "second"]);
});

test("work that a task asks for is done too when it comes due on the way", async () => {
  const clock = new Clock("manual");
  const start = clock.now();
  const times: number[] = [];
  const again = () => {
    times.push(clock.now() - start);
    if (times.length < 3) clock.after(100, again);
  };
  clock.after(100, again);

  await clock.advance(1000);

  expect(times).toEqual([100, 200, 300]);
  expect(clock.now() - start).toBe(1000);
});

test("advancing waits for work that takes its time", async () => {
  const clock = new Clock("manual");
  let done = false;
  clock.after(1, async () => {
    await Promise.resolve();
    done = true;
  });

  await clock.advance(1);

  expect(done).toBe(true);
});

test("a running clock can be hurried, and does the work once", async () => {
  const clock = new Clock("real");
  let times = 0;
  clock.after(60_000, () => void times++);

  await clock.advance(60_000);
  await clock.advance(60_000);

  expect(times).toBe(1);
});

test("a cleared clock forgets its work", async () => {
  const clock = new Clock("manual");
  let done = false;
  clock.after(1, () => {
    done = true;
  });

  clock.clear();
  await clock.advance(10);

  expect(done).toBe(false);
});
