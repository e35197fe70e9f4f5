import type { DriftFinding } from "@freehold/model";
import { expect, test } from "@jest/globals";
import { healable } from "./heal-tenant.ts";

function finding(type: string, meaning: DriftFinding["meaning"], field?: string): DriftFinding {
  const differences = field === undefined ? [] : [{ field, expected: "a", found: "b" }];
  return {
    place: "p",
    cloud: "hetzner",
    type,
    id: "1",
    name: "n",
    meaning,
    differences,
    since: "2026-01-01T00:00:00Z",
  };
}

const OFF = finding("server", "changed", "power");
const RESIZED = finding("server", "changed", "machineType");
const MACHINE_GONE = finding("server", "gone");
const VOLUME_GONE = finding("volume", "gone");
const RECORD_GONE = finding("dns_record", "gone");
const RENAMED = finding("server", "cosmetic", "name");

test.each([
  ["report", [OFF], "nothing to heal"],
  ["repair", [RENAMED], "nothing to heal"],
  ["repair", [OFF, RECORD_GONE, RENAMED], "yes"],
  ["repair", [RESIZED], "a person must decide"],
  ["repair", [RECORD_GONE, MACHINE_GONE], "a person must decide"],
  ["repair", [VOLUME_GONE], "a person must decide"],
] as const)("set to %s, %j is healed: %s", (mode, findings, verdict) => {
  expect(healable(findings, mode)).toBe(verdict);
});
