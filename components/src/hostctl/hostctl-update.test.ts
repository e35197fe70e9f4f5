import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { expect, test } from "@jest/globals";
import { hostctlLoader, hostctlProgram, hostctlUpdate } from "./hostctl-update.ts";

const { version, command, stdin } = hostctlUpdate();

test("what brings hostctl carries the program that its SHA-256 is of, and the loader, with nothing left to fill in", () => {
  const sha256 = createHash("sha256").update(hostctlProgram()).digest("hex");

  const taken = spawnSync("sed", ["1,/END OF HOSTCTL/d; /^END OF HOSTCTL$/,$d"], { input: stdin }).stdout.toString();
  expect(taken).toBe(hostctlProgram());
  expect(command).toContain(`hostctl install '${sha256}'`);
  expect(stdin).toContain(`install '${sha256}' <<'END OF HOSTCTL'`);
  expect(stdin).toContain(`<<'END OF THE LOADER'\n${hostctlLoader()}END OF THE LOADER\n`);
  expect(`${command}${stdin.replace(hostctlProgram(), "")}`).not.toMatch(/\{\{\w+\}\}/);
  expect(hostctlProgram()).toContain(`\nVERSION=${version}\n`);
});

test.each([
  ["the command", command],
  ["its standard input", stdin],
  ["the program", hostctlProgram()],
  ["the loader", hostctlLoader()],
])("%s is one that sh can read", (_what, script) => {
  expect(spawnSync("sh", ["-n"], { input: script }).status).toBe(0);
});

test("the first line of the command says what it brings, for who can run nothing else", () => {
  expect(command).toMatch(/^# hostctl \d+\.\d+\.\d+ [0-9a-f]{64}: /);
});
