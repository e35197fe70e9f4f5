import { userWay } from "./user-way.ts";
import type { Way, WayContext } from "./way.ts";

/** The Automation API as its documentation shows it, with an inline program, in one warm process. */
export function automationApi(context: WayContext): Promise<Way> {
  return userWay(context, new URL("./automation-api-process.ts", import.meta.url), "runner");
}
