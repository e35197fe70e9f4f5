import { findItemKind } from "@freehold/model";
import type { ItemFacts, ObservedItem } from "./observed-item.ts";

/** What a difference means: the thing is gone, it does not do what it should, only its labels are others, or nothing but its looks. */
export const DRIFT_MEANINGS = ["gone", "changed", "labels", "cosmetic"] as const;
export type DriftMeaning = (typeof DRIFT_MEANINGS)[number];

/** One thing that is not as it should be. */
export interface Difference {
  /** `power`, `machineType`, `name`, … */
  field: string;
  expected: string;
  found: string;
  meaning: Exclude<DriftMeaning, "gone">;
}

/** Facts that decide what an item does. Where one of the two does not report a fact, nothing is concluded. */
const FACTS = ["power", "machineType", "sizeGib", "content"] as const satisfies readonly (keyof ItemFacts)[];

/** What of an item is not as it should be. Labels that somebody added are no difference. */
export function differences(expected: ObservedItem, found: ObservedItem): Difference[] {
  const changed = FACTS.flatMap((field): Difference[] => {
    const [wanted, got] = [expected.facts[field], found.facts[field]];
    if (wanted === undefined || got === undefined || same(wanted, got)) return [];
    return [{ field, expected: String(wanted), found: String(got), meaning: "changed" }];
  });
  return [...changed, ...labelDifference(expected, found), ...nameDifference(expected, found)];
}

/** Vendors write addresses and names in either case. */
function same(a: string | number, b: string | number): boolean {
  return String(a).toLowerCase() === String(b).toLowerCase();
}

function labelDifference({ facts: { labels = [] } }: ObservedItem, found: ObservedItem): Difference[] {
  const got = found.facts.labels;
  if (got === undefined) return [];
  const missing = labels.filter((label) => !got.includes(label));
  if (missing.length === 0) return [];
  const differing = got.filter((label) => !labels.includes(label));
  return [{ field: "labels", expected: missing.join(" "), found: differing.join(" "), meaning: "labels" }];
}

/** A record with another name leads another name; of everything else the name is for people. */
function nameDifference(expected: ObservedItem, found: ObservedItem): Difference[] {
  if (same(expected.name, found.name)) return [];
  const meaning = findItemKind(expected.cloud, expected.type)?.role === "name" ? "changed" : "cosmetic";
  return [{ field: "name", expected: expected.name, found: found.name, meaning }];
}
