import { execFile } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { pulumiBin } from "./engine-binary.ts";
import type { SandboxChild } from "./sandbox-child.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const run = promisify(execFile);

/** Runs `pulumi` in a folder of the repository and answers what it printed. */
export type PulumiCommand = (folder: string, ...args: string[]) => Promise<string>;

/**
 * `pulumi` with the environment that the sandbox prints; a failure says what the command printed.
 *
 * @param programs Further folders of the PATH. @default none
 */
export function pulumiAgainst(sandbox: SandboxChild, programs: readonly string[] = []): PulumiCommand {
  const { env } = sandbox.pulumi;
  return async (folder, ...args) => {
    const { stdout } = await run(pulumiBin ?? "", [...args, "--non-interactive"], {
      cwd: path.resolve(root, folder),
      env: {
        HOME: process.env.HOME ?? "",
        ...env,
        PATH: [path.dirname(pulumiBin ?? ""), ...programs, env.PATH].join(":"),
      },
      maxBuffer: 64 * 1024 * 1024,
    }).catch((error: Error & { stdout: string }) => {
      throw new Error(`${error.message}\n${error.stdout}`, { cause: error });
    });
    return stdout;
  };
}

/** Configures a stack in one go: each start of the command takes a good part of a second. */
export async function configure(
  pulumi: PulumiCommand,
  folder: string,
  stack: string,
  settings: Readonly<Record<string, string>>,
  secrets: Readonly<Record<string, string>> = {},
): Promise<void> {
  const given = (flag: string, all: Readonly<Record<string, string>>) =>
    Object.entries(all).flatMap(([key, value]) => [flag, `${key}=${value}`]);
  const all = [...given("--plaintext", settings), ...given("--secret", secrets)];
  await pulumi(folder, "config", "set-all", ...all, "--stack", stack);
}
