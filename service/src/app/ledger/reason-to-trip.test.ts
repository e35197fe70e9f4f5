import { expect, test } from "@jest/globals";
import { reasonToTrip } from "./reason-to-trip.ts";

const LIMITS = { share: 0.1, atLeast: 3 };

test.each([
  { unhealthy: 2, total: 2 },
  { unhealthy: 3, total: 30 },
  { unhealthy: 1000, total: 10_000 },
])("$unhealthy of $total do not trip the circuit breaker", (health) => {
  expect(reasonToTrip(health, "of the fleet", LIMITS)).toBeUndefined();
});

test("more than the share, and three at least, trip it, and the reason says how many", () => {
  expect(reasonToTrip({ unhealthy: 4, total: 30 }, "of the fleet", LIMITS)).toBe(
    "4 of 30 tenants of the fleet look unhealthy or gone (13 %, more than 10 %): the fault may be ours",
  );
  expect(reasonToTrip({ unhealthy: 3, total: 3 }, "in hetzner", LIMITS)).toContain("in hetzner");
});
