import path from "node:path";
import { createEngine, type Engine } from "@freehold/engine";
import type { Logger } from "pino";
import type { Config } from "../config/config.ts";

/** The Pulumi engine that the configuration names. */
export async function openEngine(config: Config, log: Logger): Promise<Engine> {
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
