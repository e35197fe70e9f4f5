import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { LIGHT_PROCESS } from "@freehold/toolchain";
import { expect, test } from "@jest/globals";
import { readSource } from "./source-tree.ts";

test("light-process: the images start the service with the flags and the environment of `npm start`", () => {
  const dockerfile = readSource("Dockerfile");
  const command = JSON.parse(/^CMD (.*service\/src\/main\.ts.*)$/m.exec(dockerfile)?.[1] ?? "[]") as string[];
  const inherited = dockerfile.slice(0, dockerfile.indexOf("FROM service AS api"));

  expect(command).toEqual(expect.arrayContaining([...LIGHT_PROCESS.nodeFlags]));
  for (const [name, value] of Object.entries(LIGHT_PROCESS.env)) expect(inherited).toContain(` ${name}=${value}`);
});

test("light-process: a tenant's program loads neither a compiler nor a package manager", async () => {
  const script = `
    import { createRequire } from "node:module";
    await import("@freehold/stack-tenant");
    console.log(Object.keys(createRequire(import.meta.url).cache).filter((file) => /[/](typescript|@npmcli)[/]/.test(file)).join());`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: import.meta.dirname,
  });

  expect(stdout).toBe("\n");
});
