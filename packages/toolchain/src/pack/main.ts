import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { say } from "../progress.mjs";
import { SetupFailure } from "../setup-failure.mjs";
import { packPackage } from "./pack-package.ts";
import { PUBLISHED_PACKAGES } from "./published-packages.ts";
import { readWorkspace } from "./workspace.ts";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));

const { values } = parseArgs({ options: { out: { type: "string" } } });
const scratch = await mkdtemp(path.join(tmpdir(), "freehold-pack-"));
try {
  const out = path.resolve(values.out ?? ".");
  await mkdir(out, { recursive: true });
  const workspace = readWorkspace(ROOT);
  const files: Record<string, string> = {};
  for (const published of PUBLISHED_PACKAGES) {
    const folder = path.join(scratch, path.basename(published.folder));
    say(`packing ${published.folder}`);
    const { name, file } = await packPackage(published, {
      root: ROOT,
      workspace,
      scratch: folder,
      out,
      env: process.env,
    });
    files[name] = file;
  }
  process.stdout.write(`${JSON.stringify(files)}\n`);
} catch (error) {
  if (!(error instanceof SetupFailure)) throw error;
  for (const line of error.details) process.stderr.write(`  | ${line}\n`);
  say(error.message);
  process.exitCode = 1;
} finally {
  await rm(scratch, { recursive: true, force: true });
}
