import type { RequestHandler } from "express";

/** Why a route needs no API key. */
export interface KeylessReasons {
  /** Why nobody is shown, or may do, what is not theirs. */
  anyone: string;
  /** Why what is sent leaves no entry in the audit log. @default - nothing is sent */
  unaudited?: string;
}

/**
 * Declares that a route answers without an API key. Tests fail on every answer for which neither this was said nor a permission was
 * checked.
 */
export function withoutKey({ anyone, unaudited }: KeylessReasons): RequestHandler {
  return (_req, res, next) => {
    res.locals.anyone = anyone;
    if (unaudited !== undefined) res.locals.unaudited = unaudited;
    next();
  };
}
