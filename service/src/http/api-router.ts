import { FreeholdError } from "@freehold/model";
import express, { type Request, type RequestHandler, type Response, type Router } from "express";
import type { FailedLogins } from "../app/access/failed-logins.ts";
import { assertPermitted } from "../app/access/permissions.ts";
import { scopeFor } from "../app/access/scope-for.ts";
import { whileAwaited } from "../app/accounts/while-awaited.ts";
import type { AppContext } from "../app/context.ts";
import { authenticate } from "./authenticate.ts";
import { callerOf } from "./caller-of.ts";
import { crossOrigin } from "./cross-origin.ts";
import { idempotencyKeyOf } from "./idempotency-key.ts";
import { jsonOnly } from "./json-only.ts";
import type { HttpLimits } from "./limits.ts";
import { locationOf } from "./location-of.ts";
import { limitByAddress, limitByKey } from "./rate-limits.ts";
import { respondAudited } from "./respond-audited.ts";
import type { Route } from "./route.ts";
import { ROUTES } from "./routes/index.ts";
import { NOT_BUILT } from "./routes/not-built.ts";
import { sendEvents } from "./send-events.ts";
import { assertUpgrade, serveTunnel } from "./serve-tunnel.ts";
import { createStreamLimit, type StreamLimit } from "./stream-limit.ts";
import { whileValid } from "./while-valid.ts";
import { withoutKey } from "./without-key.ts";

/** Largest body, in bytes. */
const BODY_LIMIT = 256 * 1024;

/** Everything under `/v1`: who asks, what they sent, then the route; what no route takes is 405 or 404. */
export function apiRouter(
  app: AppContext,
  failedLogins: FailedLogins,
  limits: HttpLimits,
  closing: AbortSignal,
): Router {
  const router = express.Router();
  const streams = createStreamLimit(limits.streams);
  router.options(
    "/v1/{*path}",
    withoutKey({ anyone: "a browser's question which pages may ask, sent without the key" }),
  );
  router.use("/v1", crossOrigin(limits.corsOrigins));
  router.use("/v1", limitByAddress(app, limits.perAddress));
  // Before the body: nobody without a key makes us read one.
  router.use("/v1", authenticate(app, failedLogins, limits.failures));
  router.use("/v1", limitByKey(app, limits.perKey));
  router.use("/v1", jsonOnly);
  router.use("/v1", express.json({ limit: BODY_LIMIT }));
  for (const route of ROUTES) router[route.method](expressPath(route.path), routeHandler(app, route, streams, closing));
  for (const { method, path } of NOT_BUILT) router[method](expressPath(path), notBuilt);
  router.use("/v1", noRoute([...ROUTES, ...NOT_BUILT]));
  return router;
}

function routeHandler(app: AppContext, route: Route, streams: StreamLimit, closing: AbortSignal): RequestHandler {
  return async (req, res) => {
    const caller = callerOf(res);
    if (route.unaudited !== undefined) res.locals.unaudited = route.unaudited;
    const request = {
      params: req.params,
      query: req.query,
      body: req.body,
      caller,
      idempotencyKey: req.method === "POST" ? idempotencyKeyOf(req, caller) : undefined,
      lastEventId: req.get("last-event-id"),
    };
    const scoped = scopeFor(route.callsUpstream ? whileAwaited(app, goneSignal(res)) : app, route, caller);
    const answer = await respondAudited(scoped, route, { ...request, requestId: String(req.id) }, (audited) => {
      assertPermitted(caller, route.permission);
      return route.respond(audited, request);
    });
    if ("events" in answer) {
      return streams.run(caller.keyId, () =>
        whileValid(app, caller, route.permission, (valid) =>
          sendEvents(res, answer.events, AbortSignal.any([closing, valid])),
        ),
      );
    }
    if ("tunnel" in answer) {
      assertUpgrade(req);
      return streams.run(caller.keyId, () =>
        whileValid(app, caller, route.permission, async (valid) =>
          serveTunnel(req, res, await answer.tunnel(), { closing, valid }),
        ),
      );
    }
    const location = locationOf(route, req.path, answer);
    if (location !== undefined) res.setHeader("Location", location);
    res.status(answer.status).json(answer.body);
  };
}

/** Aborted when the connection ends, answered or not. */
function goneSignal(res: Response): AbortSignal {
  const gone = new AbortController();
  res.once("close", () => gone.abort(new Error("the client has gone")));
  return gone.signal;
}

function notBuilt(req: Request): never {
  throw new FreeholdError(
    "not_built",
    `${req.method} ${req.path} is part of the API, this version does not do it yet`,
    {
      nextStep: "GET /openapi.json lists what this version does",
    },
  );
}

/** A path that exists under other methods answers 405 and names them; one that does not answers 404. */
function noRoute(known: readonly { method: string; path: string }[]): RequestHandler {
  const patterns = known.map(({ method, path }) => ({ method: method.toUpperCase(), pattern: pathPattern(path) }));
  return (req: Request, res: Response) => {
    const path = `${req.baseUrl}${req.path}`.replace(/(?<=.)\/$/, "");
    const methods = [...new Set(patterns.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method))];
    if (methods.length === 0) {
      throw new FreeholdError("not_found", `there is no ${path}`, { nextStep: "GET /openapi.json lists the paths" });
    }
    res.setHeader("Allow", methods.join(", "));
    throw new FreeholdError("method_not_allowed", `${path} takes ${methods.join(", ")}, got ${req.method}`, {
      nextStep: `use ${methods.join(" or ")}`,
    });
  };
}

function expressPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ":$1");
}

function pathPattern(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}$`);
}
