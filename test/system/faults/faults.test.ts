import { expect, test } from "@jest/globals";
import { engineReason, pulumiBin, withEngine } from "../engine-binary.ts";
import { CLOUDS, type FaultCase } from "./cases.ts";
import { runMatrix } from "./run-matrix.ts";

/** Cases of the complete table (`npm run test:faults`) that are run here, at two of the clouds: redrawn with every change of the seed. */
const CASES = 6;
const SEED = 4;
const DRAWN_CLOUDS = [0, 1].map((next) => CLOUDS[(SEED + next) % CLOUDS.length] as FaultCase["machinesAt"]);

withEngine(`a signup with a fault in it${engineReason}`, () => {
  test("ends active with exactly one server and one record set, or failed with a code, a reason and no leftovers", async () => {
    const results = await runMatrix({ pulumiBin: pulumiBin ?? "", testbeds: 1, clouds: DRAWN_CLOUDS, select: drawn });

    expect(results.map(({ name, wrong }) => [name, wrong])).toEqual(results.map(({ name }) => [name, []]));
    expect(results).toHaveLength(CASES);
  });
});

/** A sample that is the same in every run. */
function drawn(cases: FaultCase[]): FaultCase[] {
  const left = [...cases];
  let state = SEED;
  return Array.from({ length: CASES }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return left.splice(state % left.length, 1)[0] as FaultCase;
  });
}
