import { readFile } from "node:fs/promises";
import { expect, test } from "@jest/globals";
import { engineReason, pulumiBin, withEngine } from "../engine-binary.ts";
import { type CrashCase, nameOf } from "./cases.ts";
import { drawn } from "./choose.ts";
import { runMatrix } from "./run-matrix.ts";
import { tableOf } from "./table.ts";

/** Cases of the complete table (`npm run test:crash`) that are run here: redrawn with every change of the seed. */
const CASES = 5;
const SEED = 5;

withEngine(`an operation in which something is killed${engineReason}`, () => {
  test("ends well with everything once, and leaves no lock, no lease, no process and nothing unknown", async () => {
    const select = (cases: CrashCase[]) => drawn(cases.filter(isQuick), CASES, SEED);
    const results = await runMatrix({ pulumiBin: pulumiBin ?? "", testbeds: 1, backends: ["postgres"], select });

    expect(results.map(({ name, wrong }) => [name, wrong])).toEqual(results.map(({ name }) => [name, []]));
    expect(results).toHaveLength(CASES);
  });
});

/** Another worker's take-over is waited for until the lease is over. */
function isQuick({ victim }: CrashCase): boolean {
  return victim !== "stopped" && victim !== "cut-off";
}

test("the table counts right cases by who was lost, when and where", () => {
  const stage = { at: "stage", stage: "allocate" } as const;
  const each = { backend: "files", work: "create", victim: "runner", moment: stage } as const;
  const result = { ...each, name: nameOf(each), ms: 1, wasInjected: true, ended: "succeeded", code: null };

  const table = tableOf([
    { ...result, wrong: [] },
    { ...result, wrong: ["a lock stayed"] },
  ]);

  expect(table).toContain("| runner with its engine, `kill -9` | create | at a stage | 1 of 2 |  |  |");
});

test("the document names the command that makes its table", async () => {
  const document = await readFile(new URL("../../../docs/reliability.md", import.meta.url), "utf8");

  expect(document).toContain("npm run test:crash");
  expect(document).toContain("<!-- end of the crash table -->");
});
