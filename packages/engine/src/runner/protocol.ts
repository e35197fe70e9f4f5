import type { ConfigEntry, EngineAction, EngineProgress, Failure, RunResult } from "../contract.ts";
import type { StackRef } from "../stack-ref.ts";

/** What a runner is given once, before its first order. */
export interface RunnerSettings {
  pulumiBin: string;
  standIns: boolean;
  /** Added to the inherited environment. */
  env: Record<string, string>;
  /** URLs of the program modules, loaded before the first order so that it does not wait for them. */
  modules: string[];
}

/** What every order needs to reach a stack. */
export interface StackOrder {
  ref: StackRef;
  passphrase: string;
  backendUrl: string;
  pulumiHome: string;
  /** An empty folder for the order alone; the sender removes it. */
  workDir: string;
}

export interface RunOrder extends StackOrder {
  action: EngineAction;
  /** URL of the program's module. */
  module: string;
  config: Record<string, ConfigEntry>;
  /** True when the backend's own `stack init` has to make the stack. */
  initialise: boolean;
}

/** A plain `pulumi` command, on backends whose files cannot be reached directly. */
export interface CommandOrder extends StackOrder {
  args: string[];
  /** Written into the working folder first. */
  files?: Record<string, string>;
}

export type ToRunner =
  | { kind: "settings"; settings: RunnerSettings }
  | { kind: "run"; order: RunOrder }
  | { kind: "command"; order: CommandOrder }
  | { kind: "cancel" };

export type FromRunner =
  | { kind: "ready" }
  | { kind: "progress"; event: EngineProgress }
  | { kind: "done"; result: RunResult }
  | { kind: "output"; stdout: string }
  | { kind: "failed"; failure: Failure };
