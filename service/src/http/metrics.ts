import express, { type RequestHandler, type Router } from "express";
import { collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { AppContext } from "../app/context.ts";
import { operationsByStatus, tenantsByStatus } from "../app/observe.ts";

export interface Metrics {
  /** Times every request. */
  observe: RequestHandler;
  /** Serves `/metrics` in Prometheus' text format. */
  router: Router;
}

export function createMetrics(app: AppContext): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: "freehold_http_request_seconds",
    help: "Time to answer a request, by method, route and status",
    labelNames: ["method", "route", "status"],
    registers: [registry],
  });
  countedGauge(registry, "freehold_tenants", "Tenants by status", () => tenantsByStatus(app));
  countedGauge(registry, "freehold_operations", "Operations by status", () => operationsByStatus(app));

  const router = express.Router();
  router.get("/metrics", async (_req, res) => {
    res.type(registry.contentType).send(await registry.metrics());
  });
  return {
    router,
    observe(req, res, next) {
      const end = requests.startTimer({ method: req.method });
      // The pattern, not the path: ids would make a series each.
      res.on("finish", () => end({ route: routePattern(req.route), status: res.statusCode }));
      next();
    },
  };
}

/** A gauge with one series per status, counted when somebody asks. */
function countedGauge(
  registry: Registry,
  name: string,
  help: string,
  count: () => Promise<Record<string, number>>,
): void {
  new Gauge({
    name,
    help,
    labelNames: ["status"],
    registers: [registry],
    async collect() {
      this.reset();
      for (const [status, value] of Object.entries(await count())) this.set({ status }, value);
    },
  });
}

function routePattern(route: unknown): string {
  const path = (route as { path?: unknown } | undefined)?.path;
  return typeof path === "string" ? path : "none";
}
