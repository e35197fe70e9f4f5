import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { until } from "@freehold/testing";
import { startChild } from "../../system/child.ts";
import { idleMemory } from "./idle-memory.ts";
import type { ProcessMemory } from "./tree-memory.ts";

/** Memory of the service that `npm start` starts, with its embedded database, its sandbox and its runners; nobody asks it for anything. */
export interface ServiceMemory {
  /** In a home that is new: the database is made. */
  firstStart: ProcessMemory[];
  /** In the same home again. */
  restart: ProcessMemory[];
}

export async function serviceMemory(): Promise<ServiceMemory> {
  const home = await mkdtemp(path.join(tmpdir(), "freehold-bench-memory-"));
  try {
    return { firstStart: await idleService(home), restart: await idleService(home) };
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

async function idleService(home: string): Promise<ProcessMemory[]> {
  // By the launcher, as an operator does: what it sets for the service is part of what is measured.
  // In one process, so that it is measured with it and ends with it.
  const settings = { FREEHOLD_HOME: home, PORT: "0", FREEHOLD_SANDBOX_KEEP: "false" };
  const launcher = startChild("packages/toolchain/run.mjs", ["start"], settings);
  try {
    await until("the service to be up", () => {
      if (!launcher.isAlive()) throw new Error(`the service did not start:\n${launcher.errors()}`);
      return launcher.lines.some((line) => line.includes("service is up"));
    });
    return await idleMemory(launcher.pid);
  } finally {
    // The launcher passes it on. To the whole group it would come twice, and the second asks for haste.
    process.kill(launcher.pid, "SIGTERM");
    await launcher.exited();
  }
}
