import { rm } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll } from "@jest/globals";
import { type PulumiCommand, pulumiAgainst } from "./pulumi-command.ts";
import { type SandboxChild, startSandboxChild } from "./sandbox-child.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** A sandbox that lives as long as a suite, and `pulumi` against it. */
export interface SandboxInUse {
  readonly sandbox: SandboxChild;
  readonly pulumi: PulumiCommand;
}

/**
 * To be called in a suite: its tests share one sandbox.
 *
 * @param leftBehind Files below the repository's root that `pulumi` writes. They are removed at the end, and at the start: a run that was ended leaves them
 */
export function useSandbox(leftBehind: readonly string[]): SandboxInUse {
  let sandbox: SandboxChild;
  let pulumi: PulumiCommand;

  const removeLeftBehind = async () => {
    for (const file of leftBehind) await rm(path.join(root, file), { force: true });
  };

  beforeAll(async () => {
    await removeLeftBehind();
    sandbox = await startSandboxChild();
    pulumi = pulumiAgainst(sandbox);
  });

  afterAll(async () => {
    await sandbox.end();
    await removeLeftBehind();
  });

  return {
    get sandbox() {
      return sandbox;
    },
    get pulumi() {
      return pulumi;
    },
  };
}
