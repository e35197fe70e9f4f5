import type { WayKey } from "../options.ts";
import { automationApi } from "./automation-api.ts";
import { commandLine } from "./command-line.ts";
import { engine } from "./engine.ts";
import { http } from "./http.ts";
import type { Way, WayContext } from "./way.ts";

const OPEN: Record<WayKey, (context: WayContext) => Promise<Way>> = {
  a: automationApi,
  b: commandLine,
  c: engine,
  d: http,
};

/** Starts what a way consists of. */
export function openWay(key: WayKey, context: WayContext): Promise<Way> {
  return OPEN[key](context);
}
