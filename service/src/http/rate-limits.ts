import { FreeholdError, isFreeholdError } from "@freehold/model";
import type { Request, RequestHandler, Response } from "express";
import { ipKeyGenerator, rateLimit, type Store } from "express-rate-limit";
import type { AppContext } from "../app/context.ts";
import { requestCounter } from "../app/requests/request-counter.ts";
import { callerOf } from "./caller-of.ts";
import { WINDOW_MS } from "./limits.ts";

/** Limits the requests of each address. @param limit In a minute; 0: none */
export function limitByAddress(app: AppContext, limit: number): RequestHandler {
  return limiter(app, "address", limit, addressOf);
}

/** Limits the requests of each API key; only behind `authenticate`. @param limit In a minute; 0: none */
export function limitByKey(app: AppContext, limit: number): RequestHandler {
  return limiter(app, "key", limit, (_req, res) => callerOf(res).keyId);
}

/**
 * Counts a request without a valid key. A valid key is taken from any address, so that nobody can lock out whoever shares theirs.
 *
 * @throws FreeholdError `rate_limited` for one too many
 */
export async function countFailure(app: AppContext, limit: number, req: Request, res: Response): Promise<void> {
  if (limit === 0) return;
  const { hits, resetsInMs } = await requestCounter(app).count(`failures ${addressOf(req)}`, WINDOW_MS);
  if (hits <= limit) return;
  res.setHeader("Retry-After", Math.max(1, Math.ceil(resetsInMs / 1000)));
  throw tooMany(`an address may send ${limit} requests without a valid API key in a minute`);
}

/** Counts what is refused for want of a valid signature like a request without a valid key. @throws what `work` throws */
export async function limitFailures<Answer>(
  app: AppContext,
  limit: number,
  { req, res }: { req: Request; res: Response },
  work: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    if (isFreeholdError(error) && error.code === "unauthenticated") await countFailure(app, limit, req, res);
    throw error;
  }
}

function limiter(
  app: AppContext,
  name: string,
  limit: number,
  whoOf: (req: Request, res: Response) => string,
): RequestHandler {
  if (limit === 0) return (_req, _res, next) => next();
  return rateLimit({
    windowMs: WINDOW_MS,
    limit,
    identifier: name,
    standardHeaders: "draft-8",
    legacyHeaders: false,
    store: sharedStore(app, name),
    keyGenerator: whoOf,
    // Without the database nothing works, and that is what the answer is to say.
    passOnStoreError: true,
    // Whether the header is believed is the operator's decision: see `trustedProxies`.
    validate: { xForwardedForHeader: false, forwardedHeader: false },
    handler: () => {
      throw tooMany(`this ${name} may send ${limit} requests in a minute`);
    },
  });
}

function sharedStore(app: AppContext, name: string): Store {
  const counter = requestCounter(app);
  const of = (key: string): string => `${name} ${key}`;
  return {
    async increment(key) {
      const { hits, resetsInMs } = await counter.count(of(key), WINDOW_MS);
      return { totalHits: hits, resetTime: new Date(Date.now() + resetsInMs) };
    },
    decrement: (key) => counter.discount(of(key)),
    resetKey: (key) => counter.forget(of(key)),
  };
}

/** IPv6 addresses by their network of 56 bits: who has one has as many as they like. */
function addressOf(req: Request): string {
  return req.ip === undefined ? "unknown" : ipKeyGenerator(req.ip);
}

function tooMany(message: string): FreeholdError {
  return new FreeholdError("rate_limited", message, {
    nextStep: "wait as many seconds as Retry-After says; to see how an operation goes, follow its events",
  });
}
