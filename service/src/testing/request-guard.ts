import { AsyncLocalStorage } from "node:async_hooks";
import type { RequestHandler, Response } from "express";
import { PERMITTED } from "../app/access/permissions.ts";
import { RECORDED } from "../db/audit.ts";

/** Watches what a service answers: nothing without a permission, and no change without an entry in the audit log. */
export interface RequestGuard {
  /** The first handler of the service that is watched. */
  handler: RequestHandler;
  /** @throws Error that names every answer so far that should not have been given */
  assertInOrder(): void;
  /** Stops watching. */
  close(): void;
}

interface WatchedRequest {
  res: Response;
  permitted: boolean;
  recorded: boolean;
}

const WRITES = ["POST", "PUT", "PATCH", "DELETE"];

export function guardRequests(): RequestGuard {
  const requests = new AsyncLocalStorage<WatchedRequest>();
  const faults = new Set<string>();
  const onPermitted = () => {
    const request = requests.getStore();
    // What is asked to find out who calls is not what the route asks.
    if (request?.res.locals.caller !== undefined) request.permitted = true;
  };
  const onRecorded = () => {
    const request = requests.getStore();
    if (request !== undefined) request.recorded = true;
  };
  PERMITTED.subscribe(onPermitted);
  RECORDED.subscribe(onRecorded);

  return {
    handler(req, res, next) {
      const request: WatchedRequest = { res, permitted: false, recorded: false };
      const writeHead = res.writeHead.bind(res) as (...args: unknown[]) => Response;
      // All that a request has to ask and to write comes before its answer.
      res.writeHead = (...args: [number, ...unknown[]]) => {
        if (args[0] < 400)
          for (const fault of faultsOf(req.method, request)) faults.add(`${req.method} ${req.path} ${fault}`);
        return writeHead(...args);
      };
      requests.run(request, next);
    },
    assertInOrder() {
      if (faults.size > 0) throw new Error([...faults].join("\n"));
    },
    close() {
      PERMITTED.unsubscribe(onPermitted);
      RECORDED.unsubscribe(onRecorded);
    },
  };
}

function faultsOf(method: string, { res, permitted, recorded }: WatchedRequest): string[] {
  const { anyone, unaudited } = res.locals;
  return [
    ...(permitted || anyone !== undefined
      ? []
      : ["answered without a check of a permission; a route for everybody says so with `withoutKey`"]),
    ...(recorded || unaudited !== undefined || !WRITES.includes(method)
      ? []
      : ["left no entry in the audit log; a route that should leave none says why in `unaudited`"]),
  ];
}
