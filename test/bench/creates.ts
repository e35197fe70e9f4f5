import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createEngine } from "@freehold/engine";
import type { UsualCreate } from "./usual-way.ts";

/** A way to create one stack; answers how long it took, in milliseconds. */
export interface Way {
  name: string;
  create(stack: string): Promise<number>;
  close(): Promise<void>;
}

const PASSPHRASE = "a passphrase of the benchmark";

/** Freehold's own engine: warm runner, one engine process. */
export async function ownWay(pulumiBin: string, home: string): Promise<Way> {
  const module = new URL("./program.ts", import.meta.url).href;
  const programs = { bench: { project: "bench", module } };
  const engine = await createEngine({ pulumiBin, home, standIns: false, poolSize: 1, programs });
  return {
    name: "Freehold's engine",
    async create(stack) {
      const startedAt = performance.now();
      const config = { "bench:name": { value: stack } };
      const request = { operationId: `create-${stack}`, program: "bench", stack, action: "up", config } as const;
      await engine.run({ ...request, passphrase: PASSPHRASE }, { onEvent: () => {} });
      return performance.now() - startedAt;
    },
    close: () => engine.close(),
  };
}

/** The Automation API as its documentation shows it, in a warm process as well. */
export async function usualWay(pulumiBin: string, home: string): Promise<Way> {
  const child = fork(new URL("./usual-way.ts", import.meta.url), [], {
    execPath: process.execPath,
    env: {
      ...process.env,
      BENCH_PULUMI_ROOT: path.dirname(path.dirname(pulumiBin)),
      BENCH_HOME: path.join(home, "pulumi"),
      PULUMI_BACKEND_URL: `file://${home}`,
      PULUMI_CONFIG_PASSPHRASE: PASSPHRASE,
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    },
  });
  await once(child, "message");
  return {
    name: "createOrSelectStack + up",
    async create(stack) {
      child.send({ stack } satisfies UsualCreate);
      const [ms] = (await once(child, "message")) as [number];
      return ms;
    },
    async close() {
      const ended = once(child, "exit");
      child.disconnect();
      await ended;
    },
  };
}
