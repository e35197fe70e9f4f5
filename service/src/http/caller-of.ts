import type { Response } from "express";
import type { Caller } from "../app/context.ts";

/** Whose request it is; only behind `authenticate`. */
export function callerOf(res: Response): Caller {
  return res.locals.caller as Caller;
}
