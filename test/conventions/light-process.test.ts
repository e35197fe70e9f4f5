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
