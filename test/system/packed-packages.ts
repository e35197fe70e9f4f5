import { execFile } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const run = promisify(execFile);

/** Archives of the published packages, by name. */
export type Archives = Readonly<Record<"freehold-components" | "freehold" | "freehold-provider-kit", string>>;

/** What `npm run pack` makes, and prints. */
export async function packPackages(folder: string): Promise<Archives> {
  const said = await runIn(ROOT, process.execPath, ["packages/toolchain/run.mjs", "pack", "--out", folder]);
  return JSON.parse(said) as Archives;
}

/** Runs a program in a folder and answers what it printed; a failure says all of it. */
export async function runIn(folder: string, program: string, args: readonly string[]): Promise<string> {
  const { stdout } = await run(program, args, { cwd: folder, maxBuffer: 64 * 1024 * 1024 }).catch(
    (error: Error & { stdout: string; stderr: string }) => {
      throw new Error(`${error.message}\n${error.stdout}\n${error.stderr}`, { cause: error });
    },
  );
  return stdout;
}

/** Space on the disk that a folder takes, in MiB, as `du` counts it. */
export function diskMib(folder: string): number {
  const { blocks } = statSync(folder);
  const inside = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() || entry.isFile())
    .map((entry) => {
      const inner = path.join(folder, entry.name);
      return entry.isDirectory() ? diskMib(inner) : (statSync(inner).blocks * 512) / 1024 ** 2;
    });
  return inside.reduce((sum, size) => sum + size, (blocks * 512) / 1024 ** 2);
}

/** The blocks of code of a kind in a section of the README. */
export function readmeBlocks(heading: string, kind: string): string[] {
  const [, text = ""] = readFileSync(path.join(ROOT, "README.md"), "utf8").split(`${heading}\n`);
  const section = text.split(/^##/m)[0] ?? "";
  return [...section.matchAll(new RegExp(`^\`\`\`${kind}\\n([\\s\\S]*?)^\`\`\`$`, "gm"))].map(([, body = ""]) => body);
}
