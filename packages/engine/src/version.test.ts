import { expect, test } from "@jest/globals";
import { version } from "@pulumi/pulumi/version.js";
import { ENGINE_VERSION } from "./version.ts";

test("the engine's version is the one that the SDK says it is", () => {
  expect(ENGINE_VERSION).toBe(version);
});
