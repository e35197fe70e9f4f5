import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { failureOfCommand } from "../automation.ts";
import { createRedactor, passwordOf } from "../redactor.ts";
import { qualifiedName } from "../stack-ref.ts";
import type { CommandOrder } from "./protocol.ts";
import { engineEnvironment } from "./workspace.ts";

/** Runs `pulumi <args> --stack <stack>` in the order's folder and returns what it printed. */
export async function performCommand(order: CommandOrder, inherited: NodeJS.ProcessEnv): Promise<string> {
  await writeFile(join(order.workDir, "Pulumi.yaml"), `name: ${order.ref.project}\nruntime: nodejs\n`);
  for (const [name, text] of Object.entries(order.files ?? {}))
    await writeFile(join(order.workDir, name), text, { mode: 0o600 });

  const args = [...order.args, "--stack", qualifiedName(order.ref), "--non-interactive"];
  const env = { ...inherited, ...engineEnvironment(order, { PULUMI_HOME: order.pulumiHome }) };
  return new Promise((resolve, reject) => {
    execFile("pulumi", args, { cwd: order.workDir, env, maxBuffer: 256 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      const text = createRedactor([order.passphrase, ...passwordOf(order.backendUrl)]).redact(
        stderr.trim() || error.message,
      );
      reject(failureOfCommand(order.args, text));
    });
  });
}
