import { afterAll, beforeAll, expect, test } from "@jest/globals";
import express, { type RequestHandler } from "express";
import { assertPermitted, permissionsOf } from "../app/access/permissions.ts";
import type { Caller } from "../app/context.ts";
import { recordAudit } from "../db/audit.ts";
import { withoutKey } from "../http/without-key.ts";
import { makeWorld, type World } from "./world.ts";

const CALLER: Caller = {
  organization: "default",
  keyId: "k1",
  person: "k1",
  role: "operator",
  expiresAt: null,
  permissions: permissionsOf("operator"),
};
const NO_CHECK = "answered without a check of a permission; a route for everybody says so with `withoutKey`";
const NO_ENTRY = "left no entry in the audit log; a route that should leave none says why in `unaudited`";

const routes = express.Router();
const answer: RequestHandler = (_req, res) => void res.json({});
const authenticated: RequestHandler = (_req, res, next) => {
  res.locals.caller = CALLER;
  next();
};
const checked: RequestHandler = (_req, _res, next) => {
  assertPermitted(CALLER, "tenants:read");
  next();
};
const recorded: RequestHandler = async (_req, _res, next) => {
  await world.service.db.transaction(async (em) => {
    await recordAudit(em, { organization: "default", actor: "k1", action: "try", subject: "-" });
  });
  next();
};

let world: World;
beforeAll(async () => {
  world = await makeWorld({ routes });
});
// Its faults were asked for.
afterAll(() => world.close().catch(() => {}));

test("an answer without a check of a permission fails the test, and so does the end of its world", async () => {
  routes.get("/unchecked", authenticated, answer);
  const other = await makeWorld({ routes });

  await expect(other.request("GET", "/unchecked")).rejects.toThrow(`GET /unchecked ${NO_CHECK}`);
  await expect(other.close()).rejects.toThrow(`GET /unchecked ${NO_CHECK}`);
});

test("an answer that was got past the world fails its end all the same", async () => {
  routes.get("/streamed", authenticated, (_req, res) => {
    res.flushHeaders();
    res.end();
  });
  const other = await makeWorld({ routes });
  await fetch(`${other.service.url}/streamed`);

  await expect(other.close()).rejects.toThrow(`GET /streamed ${NO_CHECK}`);
});

test("a change that leaves no entry in the audit log fails the test, whatever its method", async () => {
  const methods = ["POST", "PUT", "PATCH", "DELETE"];
  routes.all("/unrecorded", authenticated, checked, answer);
  const other = await makeWorld({ routes });

  for (const method of methods) {
    await expect(other.request(method, "/unrecorded", { body: {} })).rejects.toThrow(
      `${method} /unrecorded ${NO_ENTRY}`,
    );
  }
  await expect(other.close()).rejects.toThrow(methods.map((method) => `${method} /unrecorded ${NO_ENTRY}`).join("\n"));
});

test("what is asked before the caller is known is no check of the route's", async () => {
  routes.get("/acting", checked, authenticated, answer);
  const other = await makeWorld({ routes });

  await expect(other.request("GET", "/acting")).rejects.toThrow(NO_CHECK);
  await expect(other.close()).rejects.toThrow(NO_CHECK);
});

test("requests at the same time do not answer for each other", async () => {
  const meet = barrier(2);
  const meeting: RequestHandler = async (_req, _res, next) => {
    await meet();
    next();
  };
  routes.get("/both/checked", authenticated, checked, meeting, answer);
  routes.get("/both/unchecked", authenticated, meeting, answer);
  const other = await makeWorld({ routes });

  await Promise.allSettled([other.request("GET", "/both/checked"), other.request("GET", "/both/unchecked")]);

  const end: Error = await other.close().then(
    () => new Error("no fault"),
    (error) => error,
  );
  expect(end.message).toBe(`GET /both/unchecked ${NO_CHECK}`);
});

test("what was checked and recorded, what says why not, and what is refused is in order", async () => {
  routes.post("/well", authenticated, checked, express.json(), recorded, answer);
  routes.get("/open", withoutKey({ anyone: "it is a test" }), answer);
  routes.post("/open", withoutKey({ anyone: "it is a test", unaudited: "it is a test" }), answer);
  routes.post("/refused", (_req, res) => void res.status(403).json({}));
  const other = await makeWorld({ routes });

  const answers = [
    await other.request("POST", "/well", { body: {} }),
    await other.request("GET", "/open"),
    await other.request("POST", "/open", { body: {} }),
    await other.request("POST", "/refused", { body: {} }),
  ];

  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 403]);
  await other.close();
});

test("a repetition is in order: what it repeats was recorded", async () => {
  const other = await makeWorld();
  const headers = { "Idempotency-Key": "once" };

  const [first, again] = [await other.signUp("acme", headers), await other.signUp("acme", headers)];

  expect(again.body.operation.id).toBe(first.body.operation.id);
  await other.close();
});

/** Resolves for all when as many have come. */
function barrier(count: number): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let come = 0;
  return () => {
    come += 1;
    if (come === count) resolve();
    return promise;
  };
}
