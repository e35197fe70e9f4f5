import { fork } from "node:child_process";
import { once } from "node:events";
import type { StandIns } from "@freehold/providers";
import type { Root } from "../process-kind.ts";

/** Stand-ins for the cloud providers in a process of their own, which counts for the way that uses them. */
export interface Providers {
  /** What makes engines attach to them. */
  env: StandIns["env"];
  root: Root;
  close(): Promise<void>;
}

/**
 * Freehold's runners serve the stand-ins themselves; the sandbox's own process serves others too, but its CPU is that of the clouds.
 */
export async function startProviders(): Promise<Providers> {
  const child = fork(new URL("./providers-process.ts", import.meta.url), [], {
    execPath: process.execPath,
    execArgv: ["--disable-warning=ExperimentalWarning"],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const ended = once(child, "exit");
  const [env] = (await Promise.race([once(child, "message"), ended])) as [StandIns["env"] | number | null];
  if (typeof env !== "object" || env === null) throw new Error(`the stand-ins ended with status ${env}`);
  return {
    env,
    root: { pid: child.pid as number, kind: "other" },
    async close() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
