import express, { type RequestHandler, type Router } from "express";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { CloudTraffic } from "../app/accounts/cloud-traffic.ts";
import { closedAccounts } from "../app/accounts/reopen-account.ts";
import type { AppContext } from "../app/context.ts";
import { hostsByStatus, operationsByStatus, tenantsByStatus } from "../app/operations/observe.ts";
import { readUnserved } from "../app/operations/unserved.ts";
import { ledgerMetrics } from "./ledger-metrics.ts";
import { withoutKey } from "./without-key.ts";

export interface Metrics {
  /** Times every request. */
  observe: RequestHandler;
  /** Serves `/metrics` in Prometheus' text format. */
  router: Router;
}

export function createMetrics(app: AppContext, traffic: CloudTraffic): Metrics {
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
  new Gauge({
    name: "freehold_operations_unserved",
    help: "Queued operations that no worker can carry out: of another version's kind, revision or template",
    registers: [registry],
    async collect() {
      this.set((await readUnserved(app)).length);
    },
  });
  countedGauge(registry, "freehold_hosts", "Shared hosts by status", () => hostsByStatus(app));
  cloudMetrics(registry, traffic);
  closedBudgetMetrics(registry, app);
  ledgerMetrics(registry, app);

  const router = express.Router();
  router.get("/metrics", withoutKey({ anyone: "counts, of no organization in particular" }), async (_req, res) => {
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

/** What this process asked of the clouds, and what waits for an account's budget. */
function cloudMetrics(registry: Registry, traffic: CloudTraffic): void {
  new Counter({
    name: "freehold_cloud_calls_total",
    help: "Calls to clouds through the gateway, by cloud, account and status of the answer; lost when there was none",
    labelNames: ["cloud", "account", "status"],
    registers: [registry],
    collect() {
      this.reset();
      for (const { count, ...labels } of traffic.calls()) this.inc(labels, count);
    },
  });
  new Gauge({
    name: "freehold_cloud_calls_waiting",
    help: "Calls to clouds that wait for their account's budget, by cloud and account",
    labelNames: ["cloud", "account"],
    registers: [registry],
    collect() {
      this.reset();
      for (const { waiting, ...labels } of traffic.waiting()) this.set(labels, waiting);
    },
  });
}

/** Accounts that wait because their vendor said so, whichever process heard it. */
function closedBudgetMetrics(registry: Registry, app: AppContext): void {
  new Gauge({
    name: "freehold_cloud_budget_closed_seconds",
    help: "For how long a cloud's vendor still wants no calls of an account, by cloud and account; absent when it takes them",
    labelNames: ["cloud", "account"],
    registers: [registry],
    async collect() {
      this.reset();
      for (const { id: account, cloud, closedSec } of await closedAccounts(app))
        this.set({ cloud, account }, closedSec);
    },
  });
}

function routePattern(route: unknown): string {
  const path = (route as { path?: unknown } | undefined)?.path;
  return typeof path === "string" ? path : "none";
}
