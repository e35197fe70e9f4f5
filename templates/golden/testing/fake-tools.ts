import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** A folder in which a script runs with tools that write down how they are called. */
export interface FakeTools {
  folder: string;
  /** Runs a script of the folder above. */
  run(
    script: string,
    args: string[],
    env?: Record<string, string>,
  ): { exitCode: number; stdout: string; stderr: string };
  /** How the tools were called, in order. */
  calls(): string[];
  write(file: string, text: string): void;
  /** One more tool, or another body of one. */
  tool(name: string, body: string): void;
  removeTool(name: string): void;
  remove(): void;
}

/** `tools`: name → what it does beside being written down, in sh; `$*` are its arguments, `$fake` the folder. */
export function createFakeTools(tools: Readonly<Record<string, string>>): FakeTools {
  const folder = mkdtempSync(path.join(tmpdir(), "golden-"));
  const file = (name: string) => path.join(folder, name);
  const write = (name: string, text: string) => {
    mkdirSync(path.dirname(file(name)), { recursive: true });
    writeFileSync(file(name), text);
  };
  const tool = (name: string, body: string) => {
    write(`bin/${name}`, `#!/bin/sh\nfake=${folder}\necho "${name} $*" >>"$fake/calls"\n${body}\n`);
    chmodSync(file(`bin/${name}`), 0o755);
  };
  for (const [name, body] of Object.entries(tools)) tool(name, body);
  write("calls", "");
  return {
    folder,
    run(script, args, env = {}) {
      const ended = spawnSync("sh", [fileURLToPath(new URL(`../${script}`, import.meta.url)), ...args], {
        env: { PATH: `${file("bin")}:/usr/bin:/bin`, ...env },
        encoding: "utf8",
      });
      return { exitCode: ended.status ?? -1, stdout: ended.stdout, stderr: ended.stderr };
    },
    calls: () => readFileSync(file("calls"), "utf8").trimEnd().split("\n").filter(Boolean),
    write,
    tool,
    removeTool: (name) => rmSync(file(`bin/${name}`)),
    remove: () => rmSync(folder, { recursive: true }),
  };
}
