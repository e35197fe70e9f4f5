import { ENGINE_VERSION } from "@freehold/engine";
import type { BuiltBy } from "@freehold/model";
import { VERSION } from "../../version.ts";

/** What a stack that this process has just brought up was built by. */
export function builtNow(now: Date): BuiltBy {
  return { freehold: VERSION, engine: ENGINE_VERSION, at: now.toISOString() };
}
