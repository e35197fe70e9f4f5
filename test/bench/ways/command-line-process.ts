/** What a user of the command line types in stacks/tenant. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { STACK_FOLDER } from "./command-line.ts";
import { serveOrders } from "./forked-way.ts";
import { TENANT_SETTINGS } from "./way.ts";

const run = promisify(execFile);

async function pulumi(...args: string[]): Promise<void> {
  await run("pulumi", [...args, "--non-interactive"], { cwd: STACK_FOLDER, maxBuffer: 64 * 1024 * 1024 }).catch(
    (error: Error & { stdout: string }) => {
      throw new Error(`${error.message}\n${error.stdout}`, { cause: error });
    },
  );
}

// Without the preview, which would run the program a second time.
const CARRY_OUT = ["--yes", "--skip-preview"];

serveOrders({
  async create({ name }) {
    const settings = Object.entries({ ...TENANT_SETTINGS, name }).map(([key, value]) => `${key}=${value}`);
    await pulumi("stack", "init", name);
    await pulumi("config", "set-all", "--stack", name, ...settings.flatMap((each) => ["--plaintext", each]));
    await pulumi("up", "--stack", name, ...CARRY_OUT);
  },
  update: ({ name }) => pulumi("up", "--stack", name, ...CARRY_OUT, "--expect-no-changes"),
  async destroy({ name }) {
    await pulumi("destroy", "--stack", name, ...CARRY_OUT);
    await pulumi("stack", "rm", "--yes", "--stack", name); // with its settings
  },
});
