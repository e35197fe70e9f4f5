import { FreeholdError } from "@freehold/model";
import express, { type Router } from "express";
import type { AppContext } from "../app/context.ts";
import { assertDatabaseAnswers } from "../app/operations/observe.ts";
import { withoutKey } from "./without-key.ts";

/** `/healthz`: the process answers. `/readyz`: it can take requests; not while it stops, without its database, or without room on its disk. */
export function healthRouter(app: AppContext, closing: AbortSignal): Router {
  const router = express.Router();
  router.use(["/healthz", "/readyz"], withoutKey({ anyone: "whether the service works is no secret" }));
  router.get("/healthz", (_req, res) => void res.json({ status: "ok" }));
  router.get("/readyz", async (_req, res) => {
    if (closing.aborted) {
      throw new FreeholdError("service_unavailable", "the service is stopping", { nextStep: "ask another instance" });
    }
    await app.disk.assertRoom();
    await assertDatabaseAnswers(app);
    res.json({ status: "ready" });
  });
  return router;
}
