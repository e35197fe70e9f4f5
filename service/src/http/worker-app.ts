import { FreeholdError } from "@freehold/model";
import express, { type Express } from "express";
import type { HttpOptions } from "./app.ts";
import { healthRouter } from "./health.ts";
import { createMetrics } from "./metrics.ts";
import { problemHandler } from "./problem.ts";
import { requestLog } from "./request-log.ts";

/** What a process without the API answers: whether it is well, and its metrics. */
export function createWorkerApp({
  app,
  traffic,
  log,
  closing,
}: Omit<HttpOptions, "version" | "failedLogins" | "limits">): Express {
  const metrics = createMetrics(app, traffic);
  const http = express();
  http.disable("x-powered-by");
  http.use(requestLog(log));
  http.use(healthRouter(app, closing));
  http.use(metrics.router);
  http.use((req) => {
    throw new FreeholdError("not_found", `there is no ${req.path} at a worker`, {
      nextStep: "ask a process with FREEHOLD_ROLE=api; here are /healthz, /readyz and /metrics",
    });
  });
  http.use(problemHandler(log));
  return http;
}
