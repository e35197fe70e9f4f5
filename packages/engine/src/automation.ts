import { FreeholdError, isFreeholdError } from "@freehold/model";
import { CommandError, ConcurrentUpdateError, StackNotFoundError } from "@pulumi/pulumi/automation/index.js";
import type { Failure } from "./contract.ts";
import { classifyFailure, type Diagnostic } from "./failure.ts";

/** An engine that fails says why; one that was killed cannot. */
const WITHOUT_A_WORD: Failure = {
  code: "runner_lost",
  message: "the engine ended without a word, as when it is killed",
};

/**
 * The one place that knows the Automation API's errors. The API distinguishes them by matching the engine's text,
 * so the test beside this file provokes each of them on the real engine.
 */
export function failureOf(error: unknown, diagnostics: readonly Diagnostic[] = []): Failure {
  if (error instanceof ConcurrentUpdateError) return lockedFailure(error);
  if (error instanceof StackNotFoundError) return { code: "not_found", message: "the backend has no such stack" };
  if (error instanceof CommandError) {
    if (/\bENOENT\b/.test(error.message))
      return { code: "engine_missing", message: "the Pulumi engine could not be started: no such file" };
    const named = [...diagnostics, ...diagnosticsOf(error)];
    return named.length === 0 ? WITHOUT_A_WORD : classifyFailure(named);
  }
  return { code: "engine_failed", message: error instanceof Error ? error.message : String(error) };
}

/** The failure of anything that went wrong around the engine: a foreseen one keeps its code. */
export function failureFrom(error: unknown): Failure {
  if (!isFreeholdError(error)) return failureOf(error);
  const { code, message, cloud, nextStep } = error;
  return { code, message, cloud, ...(nextStep === undefined ? {} : { nextStep }) };
}

/** True for the answer to an operation on a stack that the backend does not have. */
export function isStackNotFound(error: unknown): boolean {
  return error instanceof StackNotFoundError;
}

/** The failure of a plain `pulumi` command, from what it wrote to its error output. */
export function failureOfCommand(args: readonly string[], stderr: string): FreeholdError {
  if (/no stack named .* found/.test(stderr)) return new FreeholdError("not_found", "the backend has no such stack");
  return new FreeholdError("engine_failed", `pulumi ${args.slice(0, 2).join(" ")} failed: ${stderr}`);
}

/** `created by root@host (pid 123) at 2026-01-01T00:00:00Z`, which the backend adds for each lock. */
const HOLDER = /created by (\S+) \(pid (\d+)\) at (\S+)/;

function lockedFailure(error: CommandError): Failure {
  const holder = HOLDER.exec(error.message);
  const by = holder === null ? "another process" : `${holder[1]} (process ${holder[2]}) since ${holder[3]}`;
  return { code: "stack_locked", message: `the stack is locked by ${by}` };
}

/** What the engine wrote where no event reported it, such as a wrong passphrase. */
function diagnosticsOf(error: CommandError): Diagnostic[] {
  const lines = error.message.split("\n").map((line) => line.replace(/^\s*(stderr: )?/, ""));
  return lines.filter((line) => line.startsWith("error: ")).map((message) => ({ message }));
}
