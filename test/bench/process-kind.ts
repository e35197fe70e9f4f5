import { commandLine, type ProcessReading } from "./processes.ts";

/**
 * What a process is for: `engine` is Pulumi's; a `runner` is where the Pulumi program runs, such as the language host of the command
 * line and the process that uses the Automation API; the `service` asks for operations, over HTTP or by the engine's own interface.
 */
export const PROCESS_KINDS = ["engine", "runner", "service", "other"] as const;
export type ProcessKind = (typeof PROCESS_KINDS)[number];

/** The process that a way begins with. `uncounted`: it stands for something of no weight, such as a shell; what it starts counts. */
export interface Root {
  pid: number;
  kind: ProcessKind | "uncounted";
}

const RUNNERS = [
  "packages/engine/src/runner/main.ts", // Freehold's
  "@pulumi/pulumi/cmd/run", // what the language host of the command line starts
  "pulumi-language-nodejs",
];

/** What a process below a root, or the root itself, is for. */
export function kindOf({ pid, name }: ProcessReading, root: Root): Root["kind"] {
  if (pid === root.pid) return root.kind;
  if (name === "pulumi") return "engine";
  const command = commandLine(pid);
  return RUNNERS.some((runner) => command.includes(runner)) ? "runner" : "other";
}
