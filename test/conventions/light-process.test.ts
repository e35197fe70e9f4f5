import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { LIGHT_PROCESS } from "@freehold/toolchain";
import { expect, test } from "@jest/globals";
import { readSource } from "./source-tree.ts";

test("light-process: the images start the service with the flags and the environment of `npm start`", () => {
  const dockerfile = readSource("Dockerfile");
  const command = JSON.parse(/^CMD (.*service\/src\/main\.js.*)$/m.exec(dockerfile)?.[1] ?? "[]") as string[];
  const inherited = dockerfile.slice(0, dockerfile.indexOf("FROM service AS api"));

  expect(command).toEqual(expect.arrayContaining([...LIGHT_PROCESS.nodeFlags]));
  for (const [name, value] of Object.entries(LIGHT_PROCESS.env)) expect(inherited).toContain(` ${name}=${value}`);
});

test("light-process: a tenant's program loads neither a compiler nor a package manager", async () => {
  expect(await loadedBy('await import("@freehold/stack-tenant");', "typescript|@npmcli")).toBe("\n");
});

test("light-process: the API knows where its page's program is, and does not load it", async () => {
  const asked = 'const { docsRouter } = await import("../../service/src/http/docs.ts"); docsRouter("1");';

  expect(await loadedBy(asked, "swagger-ui-dist")).toBe("\n");
});

/** Files of packages that a program loaded, by the packages' names. */
async function loadedBy(program: string, packages: string): Promise<string> {
  const script = `
    import { createRequire } from "node:module";
    ${program}
    console.log(Object.keys(createRequire(import.meta.url).cache).filter((file) => /[/](${packages})[/].*[.]js$/.test(file)).join());`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: import.meta.dirname,
  });
  return stdout;
}
