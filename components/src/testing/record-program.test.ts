import { spawnSync } from "node:child_process";
import { expect, test } from "@jest/globals";

/** In a process of its own: what is rejected is left unhandled by Pulumi too, and the test runner counts that as a failure. */
const PROGRAM = `
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { recordProgram } from ${JSON.stringify(new URL("./record-program.ts", import.meta.url).href)};
process.on("unhandledRejection", () => {});
const rejected = () => pulumi.output(Promise.reject(new Error("nobody knows it")));
const said = [];
for (const program of [
  () => ({ value: rejected() }),
  () => ({ id: new random.RandomBytes("r", { length: rejected() }).id }),
  () => ({ length: new random.RandomBytes("r", { length: 2 }).length }),
])
  said.push(await recordProgram("rejected", program).then(({ outputs }) => outputs, String));
console.log(JSON.stringify(said));
process.exit();
`;

test("a program whose output or input is rejected ends with the reason, and the next one is recorded as ever", () => {
  const cwd = new URL("../..", import.meta.url);
  const child = spawnSync(process.execPath, ["--input-type=module", "-e", PROGRAM], { cwd, timeout: 120_000 });

  expect(child.stdout.toString()).toContain(
    JSON.stringify([
      "Error: nobody knows it",
      'Error: error serializing property "length": nobody knows it',
      { length: 2 },
    ]),
  );
});
