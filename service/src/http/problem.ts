import { type ErrorCode, FreeholdError, isFreeholdError } from "@freehold/model";
import type { ErrorRequestHandler, Response } from "express";
import type { Logger } from "pino";
import { z } from "zod";
import { remedyOf } from "../app/operations/remedy-of.ts";
import { databaseFailure } from "./database-failure.ts";
import { STATUS } from "./errors.ts";

/** RFC 9457, with the code that programs decide by, the fields and the remedy. */
export const Problem = z.object({
  type: z.string().meta({ description: "urn:freehold:problem:<code>" }),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  detail: z.string(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })),
  nextStep: z.string().optional(),
  requestId: z.string().optional(),
});
export type Problem = z.infer<typeof Problem>;

/** The problem document for a foreseen failure. */
function problemOf(error: FreeholdError, requestId?: string): Problem {
  const status = STATUS[error.code];
  const nextStep = remedyOf(error, "request");
  return {
    type: `urn:freehold:problem:${error.code}`,
    title: titleOf(error.code),
    status,
    code: error.code,
    detail: error.message,
    errors: error.errors,
    ...(nextStep !== undefined && { nextStep }),
    ...(requestId !== undefined && { requestId }),
  };
}

/** Answers every error with a problem document; what was not foreseen is logged and shown without its text. */
export function problemHandler(log: Logger): ErrorRequestHandler {
  return (thrown, req, res, next) => {
    if (res.headersSent) return next(thrown);
    const foreseen = foreseenError(thrown) ?? databaseFailure(thrown);
    const requestId = String(req.id);
    if (foreseen === undefined) log.error({ err: thrown, requestId }, "unexpected error");
    sendProblem(res, problemOf(foreseen ?? unexpected(), requestId));
  };
}

/** What is answered 503 and passes without the client. */
const PASSES_SOON: ReadonlySet<string> = new Set<ErrorCode>(["service_unavailable", "disk_full"]);
const RETRY_AFTER_SEC = 5;

function sendProblem(res: Response, problem: Problem): void {
  if (problem.status === 401) res.setHeader("WWW-Authenticate", 'Bearer realm="freehold"');
  if (PASSES_SOON.has(problem.code)) res.setHeader("Retry-After", String(RETRY_AFTER_SEC));
  res.status(problem.status).type("application/problem+json").send(JSON.stringify(problem));
}

/** Our own failures, and those of the body parser, which say what they are by `type`. */
function foreseenError(thrown: unknown): FreeholdError | undefined {
  if (isFreeholdError(thrown)) return thrown;
  if (isUriError(thrown)) return badPath(thrown);
  if (!isParserError(thrown)) return undefined;
  switch (thrown.type) {
    case "entity.parse.failed":
      return malformed(thrown);
    case "entity.too.large":
      return tooLarge(thrown);
    case "encoding.unsupported":
    case "charset.unsupported":
      return new FreeholdError("unsupported_media_type", thrown.message, {
        cause: thrown,
        nextStep: "send plain UTF-8 JSON, as it is or compressed with gzip, deflate or br",
      });
    case "request.aborted":
    case "request.size.invalid":
      return new FreeholdError("invalid_request", thrown.message, { cause: thrown, nextStep: "send plain UTF-8 JSON" });
    default:
      return undefined;
  }
}

/** What the router throws for a path whose percent signs encode nothing. */
function isUriError(thrown: unknown): thrown is Error {
  return typeof thrown === "object" && thrown !== null && "name" in thrown && thrown.name === "URIError";
}

function badPath(cause: Error): FreeholdError {
  return new FreeholdError("invalid_request", "the path is not percent-encoded UTF-8", {
    cause,
    nextStep: "encode each part of the path as encodeURIComponent does",
  });
}

/** What the body parser throws. */
interface ParserError extends Error {
  type: string;
  limit?: number;
  length?: number;
}

function isParserError(thrown: unknown): thrown is ParserError {
  return typeof thrown === "object" && thrown !== null && "type" in thrown && "message" in thrown;
}

function malformed(cause: ParserError): FreeholdError {
  return new FreeholdError("malformed_json", `the body is not JSON: ${cause.message}`, {
    cause,
    errors: [{ pointer: "", detail: "must be one JSON object" }],
    nextStep: "send one JSON object, encoded in UTF-8",
  });
}

function tooLarge(cause: ParserError): FreeholdError {
  const { limit, length } = cause;
  const got = length === undefined ? "more" : `${length} bytes`;
  return new FreeholdError("body_too_large", `the body must be at most ${limit} bytes, got ${got}`, {
    cause,
    errors: [{ pointer: "", detail: `must be at most ${limit} bytes, got ${got}` }],
    nextStep: "send a smaller body; no request of this API needs more",
  });
}

function unexpected(): FreeholdError {
  return new FreeholdError("internal", "an unexpected error; the service's log has it under the request's id");
}

function titleOf(code: ErrorCode): string {
  const words = code.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
