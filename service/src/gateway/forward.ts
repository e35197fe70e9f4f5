import type { Pass } from "./budget.ts";
import type { Grant, Route } from "./grants.ts";
import { type Reply, refusal } from "./refusal.ts";
import { CallLost, type OutgoingCall, type Sender } from "./sender.ts";
import { VENDORS } from "./vendors.ts";

/** What forwarding calls needs beside the call. */
export interface ForwardServices {
  sender: Sender;
  /** Longest time that a call waits for its account's budget. */
  maxWaitMs: number;
  log: { warn(fields: object, message: string): void };
  /** Hears how each call that was sent has ended. */
  count(route: Route, status: number | "lost"): void;
}

class BudgetWaitEnded extends Error {}

/**
 * Forwards one call to its cloud when its account's budget allows it, and again when the vendor refused it as one too many: that says
 * that nothing was done. Undefined when the answer was lost, or when nobody waits for it any more.
 */
export async function forward(
  services: ForwardServices,
  { grant, route }: { grant: Grant; route: Route },
  call: OutgoingCall,
  gone: AbortSignal,
): Promise<Reply | undefined> {
  const budgetWait = new AbortController();
  const timer = setTimeout(() => budgetWait.abort(new BudgetWaitEnded()), services.maxWaitMs);
  const signal = AbortSignal.any([gone, grant.ended, budgetWait.signal]);
  let latest: Reply | undefined;
  try {
    for (;;) {
      if (route.share !== undefined) await (await route.share.admit(grant.operationId, signal)).done();
      const pass = await route.budget.admit(grant.operationId, signal);
      // It may have waited long: whose operation it is counts when it is sent.
      if (!grant.holds() || gone.aborted) {
        pass.unused();
        return gone.aborted ? undefined : ended(route);
      }
      latest = await sendOnce(services, route, pass, call);
      if (latest === undefined || !isOneTooMany(route, latest)) return latest;
    }
  } catch (error) {
    if (gone.aborted) return undefined;
    if (grant.ended.aborted) return ended(route);
    if (error instanceof BudgetWaitEnded) return latest ?? exhausted(route, services.maxWaitMs);
    services.log.warn({ err: error, cloud: route.cloud }, "the budget of an account cannot be read");
    return refusal(route.cloud, 503, `the API budget of account ${route.account} cannot be read`);
  } finally {
    clearTimeout(timer);
  }
}

async function sendOnce(
  { sender, count, log }: ForwardServices,
  route: Route,
  pass: Pass,
  call: OutgoingCall,
): Promise<Reply | undefined> {
  // What the cloud has answered must reach the caller, whatever becomes of our own count.
  const noted = (error: unknown): void =>
    log.warn({ err: error, cloud: route.cloud }, "the budget of an account cannot be corrected");
  try {
    const reply = await sender.send((await route.prepare?.(call)) ?? call);
    count(route, reply.status);
    if (isOneTooMany(route, reply)) await pass.refused(pauseIn(reply)).catch(noted);
    else await pass.done(VENDORS[route.cloud].countIn?.(reply.headers)).catch(noted);
    return reply;
  } catch (error) {
    if (!(error instanceof CallLost)) throw error;
    count(route, "lost");
    await pass.done();
    if (error.neverSent) return refusal(route.cloud, 502, error.message);
    // A call that only reads may be sent again by whoever made it; of any other nobody knows whether it was carried out.
    return call.method === "GET" ? refusal(route.cloud, error.timedOut ? 504 : 502, error.message) : undefined;
  }
}

function isOneTooMany({ cloud }: Route, reply: Reply): boolean {
  return VENDORS[cloud].refusedAsTooMany?.(reply) ?? reply.status === 429;
}

function pauseIn({ headers }: Reply): number | undefined {
  const sec = Number(headers["retry-after"] ?? Number.NaN);
  return Number.isFinite(sec) ? sec * 1000 : undefined;
}

export function ended({ cloud }: Pick<Route, "cloud">): Reply {
  return refusal(cloud, 403, "the operation that this address was made for has ended, or another worker has it");
}

function exhausted({ cloud, account, budget }: Route, maxWaitMs: number): Reply {
  const message = `the API budget of account ${account} is used up; the call waited ${maxWaitMs / 1000} s for it`;
  return refusal(cloud, 429, message, budget.estimatedWaitSec());
}
