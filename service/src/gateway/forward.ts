import { setTimeout as sleep } from "node:timers/promises";
import type { Pass } from "./budget.ts";
import type { Grant, Route } from "./grants.ts";
import { type Reply, refusal } from "./refusal.ts";
import { type Caller, CallLost, type OutgoingCall, type Sender } from "./sender.ts";
import { VENDORS } from "./vendors.ts";
import { notVendorsAnswer } from "./vendors-answer.ts";

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
class NotOurs extends Error {}

/** How long a call may wait for a budget that comes when the service stops, in milliseconds. */
const STOPPING_WAIT_MS = 1_000;

/** Pauses before a question is asked again that was answered by something else than the vendor's API, in milliseconds. */
const UNREADABLE_PAUSES_MS = [250, 1_000];

/** What came of sending a call once. */
type Outcome = { reply: Reply } | { unreadable: string } | "lost" | "not ours";

/**
 * Forwards one call to its cloud when its account's budget allows it, and again when the vendor refused it as one too many: that says
 * that nothing was done. One that only reads is also sent again when something else than the vendor's API answered. Undefined when the
 * answer was lost, or when nobody waits for it any more.
 */
export async function forward(
  services: ForwardServices,
  { grant, route }: { grant: Grant; route: Route },
  call: OutgoingCall,
  gone: AbortSignal,
): Promise<Reply | undefined> {
  const budgetWait = new AbortController();
  const endWaitIn = (ms: number) => setTimeout(() => budgetWait.abort(new BudgetWaitEnded()), ms);
  const timers = [endWaitIn(services.maxWaitMs)];
  const onStopping = (): void => void timers.push(endWaitIn(STOPPING_WAIT_MS));
  if (grant.stopping.aborted) onStopping();
  else grant.stopping.addEventListener("abort", onStopping, { once: true });
  const caller: Caller = { signal: AbortSignal.any([gone, grant.ended]), holds: () => grant.holds() && !gone.aborted };
  const tries: Tries = { latest: undefined };
  try {
    const signal = AbortSignal.any([caller.signal, budgetWait.signal]);
    return await sendUntilAnswered(services, { grant, route, call, caller, tries, signal });
  } catch (error) {
    if (gone.aborted) return undefined;
    // Not as too many: whoever made it would wait and ask again.
    if (!grant.holds() || grant.stopping.aborted) return ended(route);
    if (budgetWait.signal.aborted) return tries.latest ?? exhausted(route, services.maxWaitMs);
    services.log.warn({ err: error, cloud: route.cloud }, "the budget of an account cannot be read");
    return refusal(route.cloud, 503, `the API budget of account ${route.account} cannot be read`);
  } finally {
    grant.stopping.removeEventListener("abort", onStopping);
    for (const timer of timers) clearTimeout(timer);
  }
}

interface Sending {
  grant: Grant;
  route: Route;
  call: OutgoingCall;
  caller: Caller;
  /** Ends the wait for the budget. */
  signal: AbortSignal;
  tries: Tries;
}

/** The vendor's latest refusal as one too many. */
interface Tries {
  latest: Reply | undefined;
}

/** @throws the signal's reason when the wait for the budget is over, or {@link NotOurs} */
async function sendUntilAnswered(
  services: ForwardServices,
  { grant, route, call, caller, tries, signal }: Sending,
): Promise<Reply | undefined> {
  const owner = grant.operationId;
  for (let unreadable = 0; ; ) {
    if (route.share !== undefined) await (await route.share.admit(owner, signal)).done();
    const pass = await route.budget.admit(owner, signal, (forMs) => grant.onClosed({ ...route, forMs }));
    // It may have waited long: whose operation it is counts when it is sent.
    if (!caller.holds()) {
      pass.unused();
      throw new NotOurs();
    }
    const outcome = await sendOnce(services, route, pass, call, caller);
    // Whoever resumes the operation asks the cloud what became of the call.
    if (caller.signal.aborted || outcome === "not ours") throw new NotOurs();
    if (outcome === "lost") return undefined;
    if ("unreadable" in outcome) {
      const pauseMs = call.method === "GET" ? UNREADABLE_PAUSES_MS[unreadable++] : undefined;
      if (pauseMs === undefined) return unavailable(route, call, outcome.unreadable);
      await sleep(pauseMs, undefined, { signal });
    } else {
      if (!isOneTooMany(route, outcome.reply)) return outcome.reply;
      tries.latest = outcome.reply;
    }
  }
}

async function sendOnce(
  { sender, count, log }: ForwardServices,
  route: Route,
  pass: Pass,
  call: OutgoingCall,
  caller: Caller,
): Promise<Outcome> {
  // What the cloud has answered must reach the caller, whatever becomes of our own count.
  const noted = (error: unknown): void =>
    log.warn({ err: error, cloud: route.cloud }, "the budget of an account cannot be corrected");
  try {
    const reply = await sender.send((await route.prepare?.(call)) ?? call, caller);
    count(route, reply.status);
    if (isOneTooMany(route, reply)) {
      await pass.refused(pauseIn(reply)).catch(noted);
      return { reply };
    }
    await pass.done(VENDORS[route.cloud].countIn?.(reply.headers)).catch(noted);
    const unreadable = notVendorsAnswer(route.cloud, call.method, reply);
    return unreadable === undefined ? { reply } : { unreadable };
  } catch (error) {
    if (!(error instanceof CallLost)) throw error;
    count(route, "lost");
    await pass.done();
    return outcomeOf(error, route, call);
  }
}

function outcomeOf({ because, message }: CallLost, { cloud }: Route, { method }: OutgoingCall): Outcome {
  if (because === "not ours") return "not ours";
  if (because === "unsent") return { reply: refusal(cloud, 502, message) };
  if (because === "too large") return { unreadable: message };
  // A call that only reads may be sent again by whoever made it; of any other nobody knows whether it was carried out.
  return method === "GET" ? { reply: refusal(cloud, because === "timed out" ? 504 : 502, message) } : "lost";
}

function isOneTooMany({ cloud }: Route, reply: Reply): boolean {
  return VENDORS[cloud].refusedAsTooMany?.(reply) ?? reply.status === 429;
}

/** What `Retry-After` asks for, in seconds or by a date. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
function pauseIn({ headers }: Reply): number | undefined {
  const asked = String(headers["retry-after"] ?? "").trim();
  if (asked === "") return undefined;
  const ms = /^\d+$/.test(asked) ? Number(asked) * 1000 : Date.parse(asked) - Date.now();
  return Number.isNaN(ms) ? undefined : ms;
}

export function ended({ cloud }: Pick<Route, "cloud">): Reply {
  return refusal(cloud, 403, "the operation that this address was made for has ended, or another worker has it");
}

function exhausted({ cloud, account, budget }: Route, maxWaitMs: number): Reply {
  const message = `the API budget of account ${account} is used up; the call waited ${maxWaitMs / 1000} s for it`;
  return refusal(cloud, 429, message, budget.estimatedWaitSec());
}

function unavailable({ cloud }: Route, { method, url }: OutgoingCall, answered: string): Reply {
  const message = `cloud_unavailable: ${method} ${url.pathname} was answered ${answered}; it is no answer of the cloud's API`;
  return refusal(cloud, 424, message);
}
