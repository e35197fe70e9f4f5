/**
 * Entry point of a runner process. It is the leader of its own process group, takes orders over IPC, carries out one at a time,
 * and ends together with its engine when the channel to the service is lost.
 */
import { flushCompileCache } from "node:module";
import { delimiter, dirname } from "node:path";
import { FreeholdError } from "@freehold/model";
import { PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import { version } from "@pulumi/pulumi/version.js";
import { failureFrom } from "../automation.ts";
import { performCommand } from "./perform-command.ts";
import { performRun, type RunnerWorld } from "./perform-run.ts";
import type { FromRunner, RunnerSettings, ToRunner } from "./protocol.ts";
import { scrubEnvironment } from "./scrub-environment.ts";

let world: RunnerWorld | undefined;
let cancel: AbortController | undefined;

process.on("disconnect", endGroup);
// Only the service decides when an engine is interrupted; a Ctrl-C in a terminal reaches the service first.
process.on("SIGINT", () => {});
scrubEnvironment(process.env);

process.on("message", (message: ToRunner) => {
  switch (message.kind) {
    case "settings":
      return void answer(async () => {
        world = await prepare(message.settings);
        return { kind: "ready" };
      });
    case "run":
      return void answer(async () => {
        cancel = new AbortController();
        const emit = (event: Extract<FromRunner, { kind: "progress" }>["event"]) => send({ kind: "progress", event });
        const outcome = await performRun(message.order, prepared(), emit, cancel.signal);
        return outcome.ok ? { kind: "done", result: outcome.result } : { kind: "failed", failure: outcome.failure };
      });
    case "command":
      return void answer(async () => ({ kind: "output", stdout: await performCommand(message.order, process.env) }));
    case "cancel":
      return cancel?.abort();
  }
});

async function prepare(settings: RunnerSettings): Promise<RunnerWorld> {
  Object.assign(process.env, settings.env);
  process.env.PATH = [dirname(settings.pulumiBin), process.env.PATH].filter(Boolean).join(delimiter);
  const command = await PulumiCommand.get({ skipVersionCheck: true }).catch((cause: unknown) => {
    throw missingEngine(`the Pulumi engine cannot be started from ${settings.pulumiBin}`, cause);
  });
  if (command.version?.toString() !== version) {
    throw missingEngine(
      `the Pulumi engine at ${settings.pulumiBin} is ${command.version}, this version of Freehold needs ${version}`,
    );
  }
  // A module that cannot be loaded fails the orders that need it, with its own message.
  await Promise.allSettled(settings.modules.map((module) => import(module)));
  const engineEnv = settings.standIns ? await attachStandIns() : {};
  // Node would write what it has compiled when it ends, and a runner is ended by SIGKILL.
  flushCompileCache();
  return { command, engineEnv };
}

async function attachStandIns(): Promise<Record<string, string>> {
  const { serveStandIns } = await import("@freehold/providers");
  const attached = process.env.PULUMI_DEBUG_PROVIDERS;
  const standIns = await serveStandIns(attached === undefined ? {} : { alreadyAttached: attached });
  return standIns.env;
}

function prepared(): RunnerWorld {
  if (world === undefined) throw new Error("an order came before the runner was ready");
  return world;
}

function missingEngine(message: string, cause?: unknown): FreeholdError {
  return new FreeholdError("engine_missing", message, { cause });
}

async function answer(work: () => Promise<FromRunner>): Promise<void> {
  send(await work().catch((error: unknown): FromRunner => ({ kind: "failed", failure: failureFrom(error) })));
}

function send(message: FromRunner): void {
  if (process.connected) process.send?.(message);
}

function endGroup(): void {
  try {
    process.kill(-process.pid, "SIGKILL");
  } finally {
    process.exit(1); // reached only when the process leads no group
  }
}
