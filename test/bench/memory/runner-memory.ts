import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { createEngine, type Engine, type EngineAction } from "@freehold/engine";
import { toStackConfig } from "@freehold/stack-tenant/contract";
import { type SandboxChild, startSandboxChild } from "../../system/sandbox-child.ts";
import { idleMemory } from "./idle-memory.ts";
import { sumOf, treeMemory } from "./tree-memory.ts";

/** Operations that one runner carries out: as many as it does before the service replaces it. */
export const OPERATIONS = 50;

/** Memory of one runner that builds and destroys real tenants on the sandbox, in MB. */
export interface RunnerMemory {
  fresh: number;
  afterOperations: number;
  /** The most that it took together with its engine while the operations ran. */
  busiest: number;
}

const PASSPHRASE = "a passphrase of the benchmark";
const WATCH_MS = 250;

/** Each tenant is created, updated without a change, and destroyed. */
const TURNS: readonly { action: EngineAction; expected: readonly string[] }[] = [
  { action: "up", expected: ["create"] },
  { action: "up", expected: ["same"] },
  { action: "destroy", expected: ["delete", "same"] }, // the program runs too, as an update that changes nothing
];

export async function runnerMemory(pulumiBin: string): Promise<RunnerMemory> {
  const home = await mkdtemp(path.join(tmpdir(), "freehold-bench-memory-"));
  const sandbox = await startSandboxChild();
  // One more than it is asked for, so that it is not replaced before it is measured.
  const engine = await createEngine({ pulumiBin, home, standIns: true, poolSize: 1, runsPerRunner: OPERATIONS + 1 });
  try {
    const fresh = sumOf(await idleMemory(process.pid), "runner");
    const busiest = await mostWhile(() => carryOut(engine, sandbox));
    const afterOperations = sumOf(await idleMemory(process.pid), "runner");
    return { fresh, afterOperations, busiest };
  } finally {
    await engine.close();
    await sandbox.end();
    await rm(home, { recursive: true, force: true });
  }
}

async function carryOut(engine: Engine, sandbox: SandboxChild): Promise<void> {
  for (let turn = 0; turn < OPERATIONS; turn += 1) {
    const { action, expected } = TURNS[turn % TURNS.length] as (typeof TURNS)[number];
    const tenantId = `tenant${Math.floor(turn / TURNS.length)}`;
    const request = { operationId: `op${turn}`, program: "tenant", stack: tenantId, passphrase: PASSPHRASE };
    const config = configOf(tenantId, sandbox);
    const { changes } = await engine.run({ ...request, action, config }, { onEvent: () => {} });
    const made = Object.keys(changes).filter((verb) => verb !== "read");
    if (made.join() !== expected.join())
      throw new Error(`operation ${turn}, ${action}, did ${JSON.stringify(changes)}`);
    if (action === "destroy") await engine.removeStack({ program: "tenant", stack: tenantId }, PASSPHRASE);
  }
}

function configOf(tenantId: string, { hetzner, cloudflare, pulumi }: SandboxChild) {
  return toStackConfig({
    ...{ tenantId, name: tenantId, organization: "bench", operation: "bench" },
    ...{ cloud: "hetzner", region: "fsn1", size: "small", sshPort: Number(pulumi.env.FREEHOLD_SSH_PORT) },
    ...{ zone: cloudflare.zone, zoneId: cloudflare.zoneId, tls: "none" },
    providers: {
      hcloud: { token: hetzner.token, endpoint: hetzner.endpoint },
      cloudflare: { apiToken: cloudflare.token, baseUrl: cloudflare.endpoint },
    },
  });
}

/** The most memory of the runner and its engine together while the work is done. */
async function mostWhile(work: () => Promise<void>): Promise<number> {
  let most = 0;
  let isDone = false;
  const watch = async () => {
    while (!isDone) {
      most = Math.max(most, sumOf(await treeMemory(process.pid), "runner", "engine"));
      await delay(WATCH_MS);
    }
  };
  const watching = watch();
  await work().finally(() => {
    isDone = true;
  });
  await watching;
  return most;
}
