import type { EngineEvent, PulumiCommand, Stack } from "@pulumi/pulumi/automation/index.js";
import { failureOf, isStackNotFound } from "../automation.ts";
import type { EngineProgress, Failure, RunResult } from "../contract.ts";
import { createRedactor, passwordOf } from "../redactor.ts";
import { collectBlueprint } from "./blueprint.ts";
import { captureProgram } from "./captured-program.ts";
import { interruptAfterStart } from "./interrupt.ts";
import { collectPlannedChanges } from "./planned-changes.ts";
import { createProgress } from "./progress.ts";
import type { RunOrder } from "./protocol.ts";
import { watchProgram } from "./watch-program.ts";
import { openStack, PARALLEL_OPERATIONS } from "./workspace.ts";

/** What stays the same from order to order in one runner. */
export interface RunnerWorld {
  command: PulumiCommand;
  /** Environment of engine processes beside the order's own, such as attached providers. */
  engineEnv: Record<string, string>;
}

export type Outcome = { ok: true; result: RunResult } | { ok: false; failure: Failure };

/** Carries out one operation with one engine process. */
export async function performRun(
  order: RunOrder,
  world: RunnerWorld,
  emit: (event: EngineProgress) => void,
  signal: AbortSignal,
): Promise<Outcome> {
  const redactor = createRedactor(secretsOf(order));
  const progress = createProgress(redactor, emit);
  const planned = collectPlannedChanges();
  const blueprint = collectBlueprint();
  const captured = captureProgram(order.module);
  const failed = new AbortController();
  const interrupt = interruptAfterStart(AbortSignal.any([signal, failed.signal]));
  const watch = watchProgram(() => failed.abort());
  const onEvent = (event: EngineEvent) => {
    interrupt.started();
    progress.onEvent(event);
    planned.onEvent(event);
    blueprint.onEvent(event);
  };

  try {
    const stack = await openStack(order, world.command, captured.program, world.engineEnv);
    const previewed = await act(stack, order, onEvent, interrupt.signal);
    return {
      ok: true,
      result: {
        ...(order.action === "up" ? await captured.read() : { outputs: {}, secrets: [] }),
        resources: progress.resources(order.action === "destroy"),
        changes: previewed ?? progress.changes(),
        ...(order.action === "preview" && { plan: planned.list(), blueprint: blueprint.list() }),
        expectedResources: progress.expectedResources(),
        drift: order.action === "detect" ? progress.drift() : [],
      },
    };
  } catch (error) {
    if (isStackNotFound(error) && order.action !== "up") return { ok: true, result: NOTHING_THERE };
    const failure = captured.thrown() ?? failureOf(error, progress.errors());
    return { ok: false, failure: { ...failure, message: redactor.redact(failure.message) } };
  } finally {
    watch.close();
  }
}

const NOTHING_THERE: RunResult = {
  outputs: {},
  secrets: [],
  resources: [],
  changes: {},
  expectedResources: [],
  drift: [],
};

/** Starts the engine; returns the changes that a preview foresees. */
async function act(
  stack: Stack,
  order: RunOrder,
  onEvent: (event: EngineEvent) => void,
  signal: AbortSignal,
): Promise<Record<string, number> | undefined> {
  const options = {
    onEvent,
    signal,
    parallel: PARALLEL_OPERATIONS,
    color: "never",
    suppressProgress: true,
    suppressOutputs: true,
  } as const;
  switch (order.action) {
    case "up":
      await stack.up({ ...options, showSecrets: false });
      return undefined;
    case "preview":
      return { ...(await stack.preview(options)).changeSummary };
    // The program decides about protection and about the credentials in use, so both run it.
    case "destroy":
      await stack.destroy({ ...options, runProgram: true, showSecrets: false });
      return undefined;
    case "detect":
      await stack.previewRefresh({ ...options, runProgram: true, showSecrets: false });
      return undefined;
    case "refresh":
      await stack.refresh({ ...options, runProgram: true, showSecrets: false });
      return undefined;
  }
}

function secretsOf(order: RunOrder): string[] {
  const values = Object.values(order.config).flatMap(({ value, secret }) => (secret === true ? [value] : []));
  return [order.passphrase, ...passwordOf(order.backendUrl), ...values];
}
