import { z } from "zod";
import type { Clock } from "../kernel/clock.ts";
import type { InventoryItem } from "../kernel/emulator.ts";
import { FAULT_KINDS, Fault, type FaultKind, type Faults } from "../kernel/faults.ts";
import type { Answer, HttpRequest } from "../kernel/http.ts";
import type { RateLimiter } from "../kernel/rate-limit.ts";
import type { RequestLog } from "../kernel/request-log.ts";

export interface ControlServices {
  clock: Clock;
  faults: Faults;
  requests: RequestLog;
  /** The built operations of each cloud. */
  operations: Record<string, string[]>;
  /** The limiters of each cloud's accounts, by the account's name. */
  limiters: () => Record<string, Record<string, RateLimiter>>;
  /** Whether a cloud has words for a kind of fault. */
  canFail: Record<string, (kind: FaultKind) => boolean>;
  inventory: () => Promise<InventoryItem[]>;
  expireCertificates: (name?: string) => Promise<number>;
  reset: () => Promise<void>;
}

type Handler = (request: HttpRequest) => Answer | Promise<Answer>;

/** Whose certificate ends. */
const Expiry = z.strictObject({
  /** @default - the certificates of all names */
  name: z.string().optional(),
});

const Advance = z.object({ ms: z.int().min(0) });

/** How many requests an account shall have left. */
const Remaining = z.strictObject({
  cloud: z.string(),
  /** @default - all accounts of the cloud */
  account: z.string().optional(),
  remaining: z.int().min(0),
});

/** The sandbox's own endpoint, for tests and the curious: no token, this machine only. */
export function createControl(services: ControlServices): (request: HttpRequest) => Promise<Answer> {
  const { clock, faults, requests, inventory } = services;
  const handlers: Record<string, Handler> = {
    "GET /healthz": () => ok({ status: "ok" }),

    "GET /requests": ({ query }) => {
      const cloud = query.get("cloud") ?? undefined;
      return ok({ requests: requests.list(cloud), counts: requests.counts(cloud) });
    },

    "GET /inventory": async ({ query }) => {
      const cloud = query.get("cloud");
      return ok({ items: (await inventory()).filter((item) => cloud === null || item.cloud === cloud) });
    },

    "GET /operations": () => ok(services.operations),

    "GET /faults": () => ok({ faults: faults.list(), kinds: FAULT_KINDS }),

    "POST /faults": (request) => {
      const fault = Fault.parse(JSON.parse(request.text));
      const { cloud, kind } = fault;
      if (cloud !== undefined && services.canFail[cloud]?.(kind) === false)
        return refusal(400, `${cloud} has no words for ${kind}`);
      faults.add(fault);
      return { status: 201, body: { fault } };
    },

    "DELETE /faults": () => {
      faults.clear();
      return { status: 204 };
    },

    "GET /held": () => ok({ held: faults.held() }),

    "POST /held/go": () => {
      faults.release("go");
      return { status: 204 };
    },

    "POST /held/break": () => {
      faults.release("break");
      return { status: 204 };
    },

    "GET /rate-limits": () => ok(rateLimits(services)),

    "POST /rate-limits": (request) => {
      const { cloud, account, remaining } = Remaining.parse(JSON.parse(request.text));
      const found = Object.entries(services.limiters()[cloud] ?? {}).filter(([name]) => (account ?? name) === name);
      if (found.length === 0) return refusal(404, `${cloud} has no account ${account ?? "with a rate limit"}`);
      for (const [, limiter] of found) limiter.leave(remaining);
      return ok(rateLimits(services));
    },

    "POST /certificates/expire": async (request) =>
      ok({ expired: await services.expireCertificates(Expiry.parse(JSON.parse(request.text)).name) }),

    "POST /clock/advance": async (request) => {
      await clock.advance(Advance.parse(JSON.parse(request.text)).ms);
      return ok({ now: clock.timestamp() });
    },

    "POST /reset": async () => {
      await services.reset();
      return { status: 204 };
    },
  };

  return async (request) => {
    const handler = handlers[`${request.method} ${request.path}`];
    if (handler === undefined)
      return refusal(404, `no such route, the routes are: ${Object.keys(handlers).join(", ")}`);
    try {
      return await handler(request);
    } catch (error) {
      if (error instanceof z.ZodError) return refusal(400, z.prettifyError(error));
      if (error instanceof SyntaxError) return refusal(400, `the body must be JSON: ${error.message}`);
      return refusal(500, String(error));
    }
  };
}

function rateLimits({ limiters }: ControlServices) {
  const accounts = Object.entries(limiters()).flatMap(([cloud, byName]) =>
    Object.entries(byName).map(([account, limiter]) => ({ cloud, account, ...limiter.tally() })),
  );
  return { accounts };
}

function ok(body: unknown): Answer {
  return { status: 200, body };
}

function refusal(status: number, message: string): Answer {
  return { status, body: { error: message } };
}
