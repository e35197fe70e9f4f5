import { type CrashCase, nameOf } from "./cases.ts";

/** A sample that is the same in every run with the same seed. */
export function drawn(cases: readonly CrashCase[], count: number, seed: number): CrashCase[] {
  const left = inOrder(cases);
  let state = seed;
  return Array.from({ length: Math.min(count, left.length) }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return left.splice(state % left.length, 1)[0] as CrashCase;
  });
}

/** The cases of one shard, `2/3` for the second of three: every case is in exactly one. */
export function inShard(cases: readonly CrashCase[], shard: string): CrashCase[] {
  const [, which = "", of = ""] = /^(\d+)\/(\d+)$/.exec(shard) ?? [];
  if (Number(which) < 1 || Number(which) > Number(of)) throw new Error(`--shard must be like 2/3, got ${shard}`);
  return inOrder(cases).filter((_, index) => index % Number(of) === Number(which) - 1);
}

/** Calls of one operation may come in another order from run to run. */
function inOrder(cases: readonly CrashCase[]): CrashCase[] {
  return cases.toSorted((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
}
