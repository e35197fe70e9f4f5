import { spawn } from "node:child_process";
import { env } from "node:process";
import { createInterface } from "node:readline";
import { commandEnvironment } from "./command-environment.ts";

export interface RunOptions {
  cwd?: string;
  /** Called for each line of output. */
  log?: (line: string) => void;
}

/** Runs a program to its end. Resolves with what it wrote to standard output; rejects with its last words when it fails. */
export async function runCommand(program: string, args: string[], options: RunOptions = {}): Promise<string> {
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: commandEnvironment(env),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output: string[] = [];
  let lastLine = "";
  createInterface(child.stdout).on("line", (line) => {
    output.push(line);
    options.log?.(line);
  });
  createInterface(child.stderr).on("line", (line) => {
    lastLine = line;
    options.log?.(line);
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (exitCode) => {
      if (exitCode === 0) {
        resolve(output.join("\n"));
      } else {
        reject(new Error(`${program} ended with ${exitCode}: ${lastLine || output.at(-1) || "no output"}`));
      }
    });
  });
}

/** True when the program is on the PATH. */
export async function hasCommand(program: string): Promise<boolean> {
  return runCommand("sh", ["-c", 'command -v "$0"', program]).then(
    () => true,
    () => false,
  );
}
