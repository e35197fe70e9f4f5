import { expect, test } from "@jest/globals";
import { createTurns } from "./turns.ts";

test("owners take turns, and each owner's items keep their order", () => {
  const turns = createTurns<string>();
  for (const item of ["a1", "a2", "a3"]) turns.add("a", item);
  turns.add("b", "b1");
  turns.add("c", "c1");
  turns.add("b", "b2");

  const order = Array.from({ length: 7 }, () => turns.next());

  expect(order).toEqual(["a1", "b1", "c1", "a2", "b2", "a3", undefined]);
});

test("what is taken out has no turn any more", () => {
  const turns = createTurns<string>();
  turns.add("a", "a1");
  turns.add("b", "b1");
  turns.remove("a", "a1");
  turns.remove("c", "never there");

  expect(turns.size).toBe(1);
  expect([turns.next(), turns.next()]).toEqual(["b1", undefined]);
});
