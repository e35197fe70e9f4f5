import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { slotProgram } from "./testing/slot-program.ts";

test("the program for slots brings what a hostctl of before 1.3.0 does not have, and leaves what a newer one has", () => {
  const folder = mkdtempSync(join(tmpdir(), "earlier-hostctl-"));
  const program = join(folder, "slot");
  writeFileSync(program, slotProgram());
  const steps = "unmounted need_disks begin_first_start";
  const run = (before: string) =>
    spawnSync(
      "sh",
      ["-c", `set -eu; ROOT='' BASE=/none; ${before} . "${program}"; for step in ${steps}; do $step; done`],
      {
        encoding: "utf8",
        env: { PATH: "/usr/bin:/bin" },
      },
    );

  expect(run("")).toMatchObject({ status: 0, stdout: "", stderr: "" });
  expect(run("unmounted() { echo its own; };")).toMatchObject({ status: 0, stdout: "its own\n" });

  rmSync(folder, { recursive: true });
});
