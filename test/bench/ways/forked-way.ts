import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { Root } from "../process-kind.ts";
import type { BenchTenant, Operate, OperationKind, Way } from "./way.ts";

/** What a way's process is asked for; several at a time. */
export interface WayOrder {
  id: number;
  operation: OperationKind;
  tenant: BenchTenant;
}

/** What it answers: first that it is ready, then the end of each order. */
export type WayAnswer = { ready: true } | { id: number; failure?: string };

/** Starts a way's own process and waits until it is ready. Its standard output goes nowhere. */
export async function forkWay(module: URL, env: Record<string, string>, kind: Root["kind"]): Promise<Way> {
  const child = startProcess(module, env);
  const ended = once(child, "exit").then(() => {
    throw new Error(`the process of ${module.pathname} has ended`);
  });
  ended.catch(() => {}); // it also ends when it is asked to
  await Promise.race([once(child, "message"), ended]);

  let orders = 0;
  const waiting = new Map<number, (failure: string | undefined) => void>();
  child.on("message", (answer: WayAnswer) => {
    if ("id" in answer) waiting.get(answer.id)?.(answer.failure);
  });
  const order = (operation: OperationKind) => async (tenant: BenchTenant) => {
    orders += 1;
    const id = orders;
    const answered = new Promise<string | undefined>((resolve) => waiting.set(id, resolve));
    child.send({ id, operation, tenant } satisfies WayOrder);
    const failure = await Promise.race([answered, ended]).finally(() => waiting.delete(id));
    if (failure !== undefined) throw new Error(failure);
  };
  return {
    operations: { create: order("create"), update: order("update"), destroy: order("destroy") },
    roots: [{ pid: child.pid as number, kind }],
    async close() {
      if (child.connected) child.disconnect();
      await ended.catch(() => {});
    },
  };
}

/** For the way's own process: carries orders out as they come, and ends with the benchmark. */
export function serveOrders(operations: Record<OperationKind, Operate>, close: () => Promise<void> = async () => {}) {
  process.on("message", async ({ id, operation, tenant }: WayOrder) => {
    const failure = await operations[operation](tenant).then(
      () => ({}),
      (error: unknown) => ({ failure: error instanceof Error ? error.message : String(error) }),
    );
    process.send?.({ id, ...failure } satisfies WayAnswer);
  });
  process.on("disconnect", () => void close().finally(() => process.exit(0)));
  process.send?.({ ready: true } satisfies WayAnswer);
}

function startProcess(module: URL, env: Record<string, string>): ChildProcess {
  return fork(module, [], {
    execPath: process.execPath,
    execArgv: ["--disable-warning=ExperimentalWarning"],
    env,
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
}
