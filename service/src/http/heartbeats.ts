import { FreeholdError } from "@freehold/model";
import express, { type Request, type Router } from "express";
import type { AppContext } from "../app/context.ts";
import { HEARTBEAT_PATH } from "../app/heartbeats/heartbeat-key.ts";
import { takeHeartbeat } from "../app/heartbeats/take-heartbeat.ts";
import type { HttpLimits } from "./limits.ts";
import { limitByAddress, limitFailures } from "./rate-limits.ts";
import { withoutKey } from "./without-key.ts";

/** Largest report, in bytes; one of a machine with every service of a template has some 1,500. */
const BODY_LIMIT = 16 * 1024;

/** The one route under `/v1` without an API key: machines sign what they send. */
export function heartbeatRouter(app: AppContext, limits: HttpLimits): Router {
  const router = express.Router();
  router.post(
    HEARTBEAT_PATH,
    withoutKey({
      anyone: "machines sign what they send",
      unaudited: "one a minute and machine; what is found by them is an operation or a condition of the tenant",
    }),
    limitByAddress(app, limits.perAddress),
    // Its bytes, because they are what was signed.
    express.raw({ limit: BODY_LIMIT, type: () => true }),
    async (req, res) => {
      const taken = await limitFailures(app, limits.failures, { req, res }, () => takeHeartbeat(app, messageIn(req)));
      res.json({ taken });
    },
  );
  return router;
}

function messageIn(req: Request) {
  return {
    id: header(req, "webhook-id"),
    timestamp: header(req, "webhook-timestamp"),
    signature: header(req, "webhook-signature"),
    body: Buffer.isBuffer(req.body) ? req.body.toString("utf8") : "",
  };
}

function header(req: Request, name: string): string {
  const value = req.get(name) ?? "";
  if (/^[\x21-\x7e][\x20-\x7e]{0,499}$/.test(value)) return value;
  throw new FreeholdError(
    "unauthenticated",
    `the message is not taken: it has no header ${name} of 1 to 500 characters`,
    {
      nextStep: "send webhook-id, webhook-timestamp and webhook-signature as Standard Webhooks prescribes",
    },
  );
}
