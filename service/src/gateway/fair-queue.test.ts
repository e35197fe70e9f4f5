import { expect, test } from "@jest/globals";
import { createFairQueue } from "./fair-queue.ts";

test("owners take turns, and each owner's items keep their order", () => {
  const queue = createFairQueue<string>();
  for (const item of ["a1", "a2", "a3"]) queue.add("a", item);
  queue.add("b", "b1");
  queue.add("c", "c1");
  queue.add("b", "b2");

  const order = Array.from({ length: 7 }, () => queue.next());

  expect(order).toEqual(["a1", "b1", "c1", "a2", "b2", "a3", undefined]);
});

test("what is taken out has no turn any more", () => {
  const queue = createFairQueue<string>();
  queue.add("a", "a1");
  queue.add("b", "b1");
  queue.remove("a", "a1");
  queue.remove("c", "never there");

  expect(queue.size).toBe(1);
  expect([queue.next(), queue.next()]).toEqual(["b1", undefined]);
});
