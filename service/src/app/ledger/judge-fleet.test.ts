import { expect, test } from "@jest/globals";
import { reasonToBrake } from "./judge-fleet.ts";

const LIMITS = { share: 0.1, atLeast: 3 };

test.each([
  { unwell: 2, total: 2 },
  { unwell: 3, total: 30 },
  { unwell: 1000, total: 10_000 },
])("$unwell of $total do not put the brake on", (health) => {
  expect(reasonToBrake(health, "of the fleet", LIMITS)).toBeUndefined();
});

test("more than the share, and three at least, put it on, and the reason says how many", () => {
  expect(reasonToBrake({ unwell: 4, total: 30 }, "of the fleet", LIMITS)).toBe(
    "4 of 30 tenants of the fleet look unwell or gone (13 %, more than 10 %): the fault may be ours",
  );
  expect(reasonToBrake({ unwell: 3, total: 3 }, "in hetzner", LIMITS)).toContain("in hetzner");
});
