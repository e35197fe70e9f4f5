import type { Clock } from "./clock.ts";

/** What a fault changes about what a request makes. */
export interface Effects {
  /** The actions or tasks that the request starts end in an error, for this reason. */
  workFails?: string;
  /** Time until the machine that it makes has an address, in milliseconds. */
  addressAfterMs?: number;
  /** What it makes is missing from this many lists, or from all lists until a time of the clock. */
  late?: { lists: number } | { clock: Clock; until: number };
}

/** Operations are carried out without a pause: one variable can say what belongs to which request. */
let current: Effects = {};
const late = new WeakMap<object, NonNullable<Effects["late"]>>();

/** Carries out a request's operation under the effects of a fault. */
export function withEffects<Result>(effects: Effects, carryOut: () => Result): Result {
  const outer = current;
  current = effects;
  try {
    return carryOut();
  } finally {
    current = outer;
  }
}

/** The effects on the request that is being carried out now; none outside of an operation. */
export function currentEffects(): Readonly<Effects> {
  return current;
}

/** Records that the request has made this. */
export function noteMade(row: object): void {
  if (current.late !== undefined) late.set(row, { ...current.late });
}

/** The rows that a list shows; what is late counts as having been missed once. */
export function shownInLists<Row>(rows: readonly Row[]): Row[] {
  return rows.filter((row) => !isLate(row));
}

function isLate(row: unknown): boolean {
  const found = typeof row === "object" && row !== null ? late.get(row) : undefined;
  if (found === undefined) return false;
  if ("until" in found) return found.clock.now() < found.until;
  found.lists -= 1;
  return found.lists >= 0;
}
