import { expect, test } from "@jest/globals";
import { RunError } from "@pulumi/pulumi";
import { hcloud } from "./hcloud.ts";
import { optionalSdk } from "./optional-sdk.ts";

test("an SDK is loaded when something of it is used", () => {
  expect(hcloud.Server.name).toBe("Server");
});

test("an SDK that is not installed is named at its first use, with the command that installs it", () => {
  const absent = optionalSdk<{ Server: object }>("@pulumi/not-installed/server.js");

  expect(() => absent.Server).toThrow(RunError);
  expect(() => absent.Server).toThrow(
    'the package @pulumi/not-installed is needed for this and is not installed; run `npm install "@pulumi/not-installed@*"`',
  );
});
