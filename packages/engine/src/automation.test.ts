import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { until } from "@freehold/testing";
import { expect } from "@jest/globals";
import { LocalWorkspace, PulumiCommand, type PulumiFn, Stack } from "@pulumi/pulumi/automation/index.js";
import { engineTest, PASSPHRASE } from "../test/testbed.ts";
import { failureOf, failureOfCommand } from "./automation.ts";

const NAME = "organization/text/t1";

/** A plain workspace of the Automation API, without any of our shortcuts. */
async function withStack(
  pulumiBin: string,
  program: PulumiFn,
  work: (stack: Stack, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "freehold-automation-"));
  try {
    const workspace = await LocalWorkspace.create({
      workDir: folder,
      pulumiHome: join(folder, "home"),
      pulumiCommand: await PulumiCommand.get({ root: dirname(dirname(pulumiBin)) }),
      program,
      projectSettings: { name: "text", runtime: "nodejs" },
      envVars: {
        PULUMI_BACKEND_URL: pathToFileURL(folder).href,
        PULUMI_CONFIG_PASSPHRASE: PASSPHRASE,
        PULUMI_SKIP_UPDATE_CHECK: "true",
      },
    });
    await work(await Stack.create(NAME, workspace), folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function caught(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

engineTest("the engine's word for a held lock is stack_locked, with its holder", async (pulumiBin) => {
  let release: () => void = () => undefined;
  let entered = false;
  const program = async () => {
    entered = true;
    await new Promise<void>((resolve) => {
      release = resolve;
    });
  };
  await withStack(pulumiBin, program, async (stack) => {
    const first = stack.up();
    await until("the first update to hold the lock", () => entered);

    const failure = failureOf(await caught(stack.up()));
    release();
    await first;

    expect(failure).toMatchObject({
      code: "stack_locked",
      message: expect.stringMatching(/^the stack is locked by \S+@\S+ \(process \d+\) since 2/),
    });
  });
});

engineTest("the engine's word for a stack that is not there is not_found", async (pulumiBin) => {
  await withStack(
    pulumiBin,
    async () => undefined,
    async (stack) => {
      await stack.workspace.removeStack(NAME);

      expect(failureOf(await caught(stack.workspace.selectStack(NAME)))).toMatchObject({ code: "not_found" });
      expect(failureOf(await caught(stack.destroy()))).toMatchObject({ code: "not_found" });
    },
  );
});

engineTest("a wrong passphrase is engine_failed with the engine's sentence", async (pulumiBin) => {
  await withStack(
    pulumiBin,
    async () => ({}),
    async (stack) => {
      await stack.up();
      stack.workspace.envVars.PULUMI_CONFIG_PASSPHRASE = "another one";

      expect(failureOf(await caught(stack.up()))).toMatchObject({
        code: "engine_failed",
        message: expect.stringContaining("passphrase"),
      });
    },
  );
});

engineTest("a plain command says not_found in the same words", async (pulumiBin) => {
  await withStack(
    pulumiBin,
    async () => undefined,
    async (stack, folder) => {
      await stack.workspace.removeStack(NAME);
      const env = {
        ...stack.workspace.envVars,
        PULUMI_HOME: join(folder, "home"),
        HOME: folder,
        PATH: dirname(pulumiBin),
      };
      const failed = await caught(
        promisify(execFile)(pulumiBin, ["stack", "export", "--stack", NAME, "--non-interactive"], { cwd: folder, env }),
      );

      expect(failureOfCommand(["stack", "export"], String((failed as { stderr: string }).stderr))).toMatchObject({
        code: "not_found",
      });
    },
  );
});
