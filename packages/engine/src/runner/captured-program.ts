import { isFreeholdError } from "@freehold/model";
import { isSecret, type Output, output } from "@pulumi/pulumi";
import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";
import { failureFrom } from "../automation.ts";
import type { Failure, RunResult } from "../contract.ts";

/** A program that remembers what it answered. */
export interface CapturedProgram {
  program: PulumiFn;
  read(): Promise<Pick<RunResult, "outputs" | "secrets">>;
  /** The foreseen failure by which the program itself refused its configuration; the engine would pass on its text alone. */
  thrown(): Failure | undefined;
}

/** Wraps the program of a module so that its outputs are kept with their secretness, which `pulumi stack output` would need two processes for. */
export function captureProgram(module: string): CapturedProgram {
  const values = new Map<string, { value?: unknown; secret: Promise<boolean> }>();
  let refused: unknown;
  return {
    thrown: () => (isFreeholdError(refused) ? failureFrom(refused) : undefined),
    program: async () => {
      const loaded: { program(): Promise<Record<string, unknown>> } = await import(module);
      const outputs = await loaded.program().catch((error: unknown) => {
        refused = error;
        throw error;
      });
      for (const [name, value] of Object.entries(outputs)) {
        const known: Output<unknown> = output(value);
        const entry: { value?: unknown; secret: Promise<boolean> } = { secret: isSecret(known).catch(() => true) };
        known.apply((resolved) => {
          entry.value = resolved;
        });
        values.set(name, entry);
      }
      return outputs;
    },
    read: async () => {
      const outputs: Record<string, unknown> = {};
      const secrets: string[] = [];
      for (const [name, entry] of values) {
        outputs[name] = entry.value;
        if (await entry.secret) secrets.push(name);
      }
      return { outputs, secrets };
    },
  };
}
