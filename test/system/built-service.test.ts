import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { compileCheckout } from "@freehold/toolchain/compile-checkout";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { engineReason, pulumiBin, withEngine } from "./engine-binary.ts";
import { startServiceChild } from "./service-child.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

withEngine(`the service as the images start it, from JavaScript${engineReason}`, () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "freehold-built-"));
    await compileCheckout(ROOT, path.join(folder, "built"));
    await symlink(path.join(ROOT, "node_modules"), path.join(folder, "built", "node_modules"));
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  test("a tenant is signed up and destroyed by built files alone", async () => {
    const settings = {
      FREEHOLD_HOME: path.join(folder, "home"),
      FREEHOLD_PULUMI_BIN: pulumiBin ?? "",
      NODE_OPTIONS: "--no-strip-types", // a source of ours that is loaded all the same is an error
    };
    const service = await startServiceChild(settings, path.join(folder, "built"), "service/src/main.js");
    try {
      const { operation } = await service.signUp("acme");

      expect(await service.ended(operation.id)).toMatchObject({ kind: "create", status: "succeeded" });
      expect(await service.destroy("acme")).toMatchObject({ status: "succeeded" });
    } finally {
      await service.child.end();
    }
  });
});
