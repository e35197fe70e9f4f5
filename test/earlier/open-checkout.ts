import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import type { Engine, RunRequest } from "@freehold/engine";
import type { Sandbox } from "@freehold/sandbox";
import type { toSharedHostStackConfig } from "@freehold/stack-shared-host/contract";
import type { toStackConfig } from "@freehold/stack-tenant/contract";
import type { EarlierState } from "./earlier-state.ts";

const run = promisify(execFile);
/** What machines of a sandbox answer SSH on; it is in the states. */
const SSH_PORT = 22_022;

/** A checkout of an earlier version at work: its sandbox, its engine and its programs. Its types are taken to be those of now. */
export interface Checkout {
  sandbox: Sandbox;
  engine: Engine;
  toStackConfig: typeof toStackConfig;
  toSharedHostStackConfig: typeof toSharedHostStackConfig;
  /** Builds a stack by a plain `pulumi up` in the folder of its program. */
  pulumiUp(request: RunRequest): Promise<void>;
  /** What `pulumi stack export` says of a stack. */
  exported(request: Pick<RunRequest, "program" | "stack" | "passphrase">): Promise<EarlierState["export"]>;
  close(): Promise<void>;
}

export async function openCheckout(folder: string, home: string, pulumiBin: string): Promise<Checkout> {
  const load = (file: string) => import(pathToFileURL(path.join(folder, file)).href);
  const { createEngine } = await load("packages/engine/src/index.ts");
  const { startSandbox } = await load("packages/sandbox/src/index.ts");
  const { serveStandIns } = await load("packages/providers/src/index.ts");
  const state = path.join(home, "state");
  await mkdir(state, { recursive: true });

  const sandbox: Sandbox = await startSandbox({ sshPort: SSH_PORT });
  const standIns = await serveStandIns({ alreadyAttached: "" });
  const engine: Engine = await createEngine({ pulumiBin, home, standIns: true, poolSize: 1 });
  const pulumi = async ({ program, passphrase }: Pick<RunRequest, "program" | "passphrase">, ...args: string[]) => {
    const env = {
      ...{ HOME: home, PULUMI_BACKEND_URL: `file://${state}`, PULUMI_CONFIG_PASSPHRASE: passphrase, ...standIns.env },
      PATH: [path.dirname(pulumiBin), path.dirname(process.execPath), "/usr/bin", "/bin"].join(path.delimiter),
      PULUMI_SKIP_UPDATE_CHECK: "true",
    };
    const cwd = path.join(folder, "stacks", program);
    const { stdout } = await run(pulumiBin, [...args, "--non-interactive"], { cwd, env, maxBuffer: 64 * 1024 * 1024 });
    return stdout;
  };
  return {
    ...{ sandbox, engine },
    toStackConfig: (await load("stacks/tenant/contract.ts")).toStackConfig,
    toSharedHostStackConfig: (await load("stacks/shared-host/contract.ts")).toSharedHostStackConfig,
    async pulumiUp(request) {
      const { stack, config } = request;
      const settings = Object.entries(config).flatMap(([key, { value, secret = false }]) => [
        secret ? "--secret" : "--plaintext",
        `${key}=${value}`,
      ]);
      await pulumi(request, "stack", "init", stack);
      await pulumi(request, "config", "set-all", ...settings, "--stack", stack);
      await pulumi(request, "up", "--yes", "--skip-preview", "--stack", stack);
    },
    exported: async (request) => JSON.parse(await pulumi(request, "stack", "export", "--stack", request.stack)),
    async close() {
      await engine.close();
      await standIns.close();
      await sandbox.close();
    },
  };
}
