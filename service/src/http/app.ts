import { FreeholdError } from "@freehold/model";
import express, { type Express, type RequestHandler } from "express";
import helmet from "helmet";
import type { Logger } from "pino";
import type { FailedLogins } from "../app/access/failed-logins.ts";
import type { CloudTraffic } from "../app/accounts/cloud-traffic.ts";
import type { AppContext } from "../app/context.ts";
import { apiRouter } from "./api-router.ts";
import { docsRouter } from "./docs.ts";
import { healthRouter } from "./health.ts";
import { heartbeatRouter } from "./heartbeats.ts";
import type { HttpLimits } from "./limits.ts";
import { createMetrics } from "./metrics.ts";
import { problemHandler } from "./problem.ts";
import { requestLog } from "./request-log.ts";

export interface HttpOptions {
  app: AppContext;
  traffic: CloudTraffic;
  failedLogins: FailedLogins;
  limits: HttpLimits;
  log: Logger;
  /** Version that `/openapi.json` names. */
  version: string;
  /** Aborted when the service stops: event streams end, `/readyz` says no. */
  closing: AbortSignal;
  /** Handlers that see every request before all others. @default - none */
  first?: readonly RequestHandler[];
}

/** The pipeline, in the order in which a request goes through it. */
export function createHttpApp(options: HttpOptions): Express {
  const { app, traffic, failedLogins, limits, log, version, closing, first = [] } = options;
  const metrics = createMetrics(app, traffic);
  const http = express();
  http.disable("x-powered-by");
  http.set("trust proxy", limits.trustedProxies.length === 0 ? false : [...limits.trustedProxies]);
  for (const handler of first) http.use(handler);
  // Early, so that every answer has an id and a log line, refusals included.
  http.use(requestLog(log));
  http.use(metrics.observe);
  // Behind TLS the proxy upgrades; without it, upgrading would make `/docs` unreadable.
  http.use(helmet({ contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } } }));
  http.use(healthRouter(app, closing));
  http.use(metrics.router);
  http.use(docsRouter(version));
  // Before what asks for an API key.
  http.use(heartbeatRouter(app, limits));
  http.use(apiRouter(app, failedLogins, limits, closing));
  http.use((req) => {
    throw new FreeholdError("not_found", `there is no ${req.path}`, { nextStep: "GET /openapi.json lists the paths" });
  });
  http.use(problemHandler(log));
  return http;
}
