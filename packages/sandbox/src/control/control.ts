import { z } from "zod";
import type { Clock } from "../kernel/clock.ts";
import type { InventoryItem } from "../kernel/emulator.ts";
import { Fault, type Faults } from "../kernel/faults.ts";
import type { Answer, HttpRequest } from "../kernel/http.ts";
import type { RequestLog } from "../kernel/request-log.ts";

export interface ControlServices {
  clock: Clock;
  faults: Faults;
  requests: RequestLog;
  /** The built operations of each cloud. */
  operations: Record<string, string[]>;
  inventory: () => Promise<InventoryItem[]>;
  reset: () => Promise<void>;
}

type Handler = (request: HttpRequest) => Answer | Promise<Answer>;

const Advance = z.object({ ms: z.int().min(0) });

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

    "GET /faults": () => ok({ faults: faults.list() }),

    "POST /faults": (request) => {
      const fault = Fault.parse(JSON.parse(request.text));
      faults.add(fault);
      return { status: 201, body: { fault } };
    },

    "DELETE /faults": () => {
      faults.clear();
      return { status: 204 };
    },

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

function ok(body: unknown): Answer {
  return { status: 200, body };
}

function refusal(status: number, message: string): Answer {
  return { status, body: { error: message } };
}
