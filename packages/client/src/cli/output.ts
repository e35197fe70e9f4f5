import type { Command } from "commander";
import { stringify } from "yaml";
import type { CliContext } from "./context.ts";
import { inCommands } from "./in-commands.ts";

/** Whether the user asked for JSON, before or after the subcommand. */
export function isJson(command: Command): boolean {
  return command.optsWithGlobals<{ json?: boolean }>().json === true;
}

/** A result: JSON for programs, YAML for people. */
export function print({ out }: CliContext, command: Command, value: unknown): void {
  out.write(isJson(command) ? `${JSON.stringify(value)}\n` : stringify(value, withCommands));
}

/** What became of a change: JSON for programs, one line for people. */
export function printResult({ out }: CliContext, command: Command, value: unknown, sentence: string): void {
  out.write(`${isJson(command) ? JSON.stringify(value) : sentence}\n`);
}

/** Remedies are for people: they say which command to give. */
function withCommands(key: unknown, value: unknown): unknown {
  return key === "nextStep" && typeof value === "string" ? inCommands(value) : value;
}

/** Columns as wide as their widest cell. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const text = (line: readonly string[]): string =>
    line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ");
  return lines.map((line) => `${text(line).trimEnd()}\n`).join("");
}
