import { randomUUID } from "node:crypto";
import type { RequestHandler } from "express";
import type { Logger } from "pino";
import { pinoHttp } from "pino-http";

/** Gives every request an id, which is in the answer and in every log line about it, and logs how it ended. */
export function requestLog(logger: Logger): RequestHandler {
  return pinoHttp({
    logger,
    genReqId(req, res) {
      const given = req.headers["x-request-id"];
      const id = typeof given === "string" && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
      res.setHeader("X-Request-Id", id);
      return id;
    },
    // The handler of problems has logged what was not foreseen, with its stack; what is answered 501 was asked for and is not built.
    customLogLevel: (_req, res, error) => (error ? "error" : levelOf(res)),
    customErrorObject: (_req, _res, _error, { err: _stack, ...line }) => line,
    customErrorMessage: () => "request completed",
    serializers: {
      req: (req: { id: unknown; method: unknown; url: unknown }) => ({ id: req.id, method: req.method, url: req.url }),
      res: (res: { statusCode: unknown }) => ({ status: res.statusCode }),
    },
    autoLogging: { ignore: (req) => ["/healthz", "/readyz", "/metrics"].includes(req.url ?? "") },
  });
}

function levelOf({ statusCode }: { statusCode: number }): "error" | "warn" | "info" {
  if (statusCode === 500) return "error";
  return statusCode > 501 ? "warn" : "info";
}
