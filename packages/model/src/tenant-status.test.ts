import { expect, test } from "@jest/globals";
import { assertMove, canMove, movesFrom, TENANT_STATUSES } from "./tenant-status.ts";

test("destroyed is final and every other status can reach it", () => {
  expect(movesFrom("destroyed")).toEqual([]);
  for (const status of TENANT_STATUSES.filter((candidate) => candidate !== "destroyed")) {
    expect(reachable(status)).toContain("destroyed");
  }
});

test("a paused tenant is resumed before it is active", () => {
  expect(canMove("paused", "active")).toBe(false);
  expect(canMove("paused", "resuming")).toBe(true);
  expect(canMove("resuming", "active")).toBe(true);
});

test("a forbidden move is refused with the moves that are allowed", () => {
  expect(() => assertMove("destroyed", "active")).toThrow("a tenant cannot go from destroyed to active; allowed: none");
  expect(() => assertMove("requested", "paused")).toThrow(
    "allowed: provisioning, waiting_for_capacity, failed, destroying",
  );
});

function reachable(from: (typeof TENANT_STATUSES)[number]): string[] {
  const seen = new Set([from]);
  for (const status of seen) for (const next of movesFrom(status)) seen.add(next);
  return [...seen];
}
