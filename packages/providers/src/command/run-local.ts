import { spawn } from "node:child_process";
import { env as inherited } from "node:process";
import { ProviderError } from "@freehold/provider-kit";
import { complaint, type Output, OutputCollector } from "./output.ts";

/** A command to run on this machine. */
export interface LocalRun {
  command: string;
  /** @default ["/bin/sh", "-c"] */
  interpreter?: string[] | undefined;
  /** @default - the folder that the stand-ins' process runs in */
  dir?: string | undefined;
  /** Added to what this process has. */
  environment: Record<string, string>;
  stdin?: string | undefined;
  logging?: string | undefined;
  log(line: string): void;
  signal: AbortSignal;
}

/** Runs a command and waits for its end. One that does not end with status 0 throws. */
export async function runLocal(run: LocalRun): Promise<Output> {
  run.signal.throwIfAborted();
  const [program = "/bin/sh", ...args] = run.interpreter?.length ? run.interpreter : ["/bin/sh", "-c"];
  const child = spawn(program, [...args, run.command], {
    cwd: run.dir,
    env: { ...inherited, ...run.environment },
    signal: run.signal,
  });

  const collector = new OutputCollector(run.log, run.logging);
  child.stdout.on("data", (chunk: Buffer) => collector.add("stdout", chunk));
  child.stderr.on("data", (chunk: Buffer) => collector.add("stderr", chunk));
  // A command that does not read its input closes it: what counts is how the command ends.
  child.stdin.on("error", () => {});
  child.stdin.end(run.stdin ?? "");

  const end = await new Promise<number | string>((resolve, reject) => {
    child.on("error", (error) =>
      reject(new ProviderError(`cannot run ${program}: ${error.message}`, { cause: error })),
    );
    child.on("close", (status, signalName) => resolve(status ?? signalName ?? "no status"));
  }).catch((error: unknown) => {
    run.signal.throwIfAborted();
    throw error;
  });

  if (end === 0) return collector.output;
  const said = complaint(collector.output);
  throw new ProviderError(`the command ended with status ${end}: ${run.command}${said && `\n${said}`}`);
}
