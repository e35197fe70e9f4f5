import { totalmem } from "node:os";
import path from "node:path";
import { createEngine, type Engine } from "@freehold/engine";
import type { Logger } from "pino";
import type { Config } from "../config/config.ts";
import { memoryShortage } from "./memory-shortage.ts";

/** The Pulumi engine that the configuration names. */
export async function openEngine(config: Config, log: Logger): Promise<Engine> {
  // Zero: no limit is known but the machine's. https://nodejs.org/api/process.html#processconstrainedmemory
  const limitBytes = Math.min(process.constrainedMemory() || Number.POSITIVE_INFINITY, totalmem());
  const shortage = memoryShortage({ workers: config.workers, clouds: config.clouds.kind, limitBytes });
  if (shortage !== undefined) log.warn(shortage);
  return createEngine({
    pulumiBin: config.pulumiBin,
    home: path.join(config.home, "engine"),
    standIns: config.clouds.kind === "sandbox",
    poolSize: config.workers,
    silenceMs: config.silenceSec * 1000,
    stageMs: Object.fromEntries(Object.entries(config.stageSec).map(([stage, seconds]) => [stage, seconds * 1000])),
    inventoryDelayMs: config.inventoryPauseSec * 1000,
    ...(config.backendUrl !== undefined && { backendUrl: config.backendUrl }),
    log: (level, message, fields) => log[level === "warning" ? "warn" : level]({ ...fields, part: "engine" }, message),
  });
}
