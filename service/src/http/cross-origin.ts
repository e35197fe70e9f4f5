import cors from "cors";
import type { RequestHandler } from "express";
import { ACTING_FOR } from "./authenticate.ts";

/** Lets web pages of these origins use the API. Without any, browsers let pages of no other origin read an answer. */
export function crossOrigin(origins: readonly string[]): RequestHandler {
  if (origins.length === 0) return (_req, _res, next) => next();
  return cors({
    origin: [...origins],
    methods: ["GET", "POST", "PATCH", "DELETE"],
    allowedHeaders: ["Authorization", "Content-Type", "Idempotency-Key", "Last-Event-ID", ACTING_FOR],
    exposedHeaders: ["X-Request-Id", "Retry-After", "RateLimit", "RateLimit-Policy"],
    maxAge: 600,
  });
}
