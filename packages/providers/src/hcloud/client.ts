import { ProviderError } from "@freehold/provider-kit";
import { type JsonAnswer, type Method, sendJson } from "../http/json-request.ts";
import { pause } from "../http/pause.ts";
import { retryAfterMs } from "../http/retry-after.ts";
import { Verbs } from "../http/verbs.ts";
import { hcloudError, isGone } from "./errors.ts";
import type { Action } from "./wire.ts";

export interface HcloudClientOptions {
  /** Base URL with the version: `http://127.0.0.1:8080/v1`. */
  endpoint: string;
  token: string;
  /** Time before the second check of an action, in milliseconds; the first comes sooner. */
  pollIntervalMs: number;
  /** Wait that long between all checks, instead of longer and longer. */
  constantPolling: boolean;
  /** For the `user-agent` header. */
  version: string;
}

/** Codes that mean "not now": the same request can succeed later. */
const PASSING_CODES = ["conflict", "locked", "rate_limit_exceeded", "service_error", "timeout"];

/** Longest wait of one request for a thing that is busy, in milliseconds: actions on a server take up to minutes. */
const BUSY_LIMIT_MS = 120_000;

const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5_000;

/** The first check comes soon, for clouds whose actions take no time. */
const FIRST_POLL_MS = 50;

/** A server takes half a minute: looking at it twice a second would cost more calls than all of the rest. */
const LONGEST_POLL_MS = 5_000;

/** The vendor takes no more ids than this in one request. */
const ACTIONS_PER_LOOK = 25;

/** Hetzner's API as the resources need it: requests that are repeated while a thing is busy, and waiting for actions. */
export class HcloudClient extends Verbs {
  readonly #options: HcloudClientOptions;

  constructor(options: HcloudClientOptions) {
    super();
    this.#options = options;
  }

  /** Like `get`, but undefined when the thing is not there. */
  async find<T>(path: string, signal: AbortSignal): Promise<T | undefined> {
    try {
      return await this.get<T>(path, signal);
    } catch (error) {
      if (isGone(error)) return undefined;
      throw error;
    }
  }

  /** Posts to `<path>/actions/<name>` and waits until it is carried out. */
  async act(path: string, name: string, body: unknown, signal: AbortSignal): Promise<void> {
    const answer = await this.post<{ action?: Action; actions?: Action[] }>(`${path}/actions/${name}`, body, signal);
    await this.waitFor([answer.action, ...(answer.actions ?? [])], signal);
  }

  /** Waits until every action has ended. The first that failed throws. Absent actions are ended ones. */
  async waitFor(actions: readonly (Action | null | undefined)[], signal: AbortSignal): Promise<void> {
    let running = unfinished(actions);
    const { pollIntervalMs, constantPolling } = this.#options;
    let delayMs = constantPolling ? pollIntervalMs : Math.min(FIRST_POLL_MS, pollIntervalMs);

    while (running.length > 0) {
      await pause(delayMs, signal);
      if (!constantPolling) delayMs = Math.min(Math.max(delayMs * 2, pollIntervalMs), LONGEST_POLL_MS);
      running = unfinished(await this.#look(running, signal));
    }
  }

  async #look(actions: readonly Action[], signal: AbortSignal): Promise<Action[]> {
    const ids = actions.slice(0, ACTIONS_PER_LOOK).map(({ id }) => `id=${id}`);
    const answer = await this.get<{ actions: Action[] }>(
      `/actions?${ids.join("&")}&page=1&sort=status&sort=id`,
      signal,
    );
    if (answer.actions.length < ids.length) {
      throw new ProviderError(`Hetzner does not know all of the actions ${ids.join(", ")} any more`);
    }
    return [...answer.actions, ...actions.slice(ACTIONS_PER_LOOK)];
  }

  protected async send<T>(method: Method, path: string, body: unknown, signal: AbortSignal): Promise<T> {
    const { endpoint, token, version } = this.#options;
    const userAgent = `freehold-hcloud-stand-in/${version}`;
    const giveUpAt = Date.now() + BUSY_LIMIT_MS;

    for (let delayMs = FIRST_RETRY_MS; ; delayMs = Math.min(delayMs * 2, LONGEST_RETRY_MS)) {
      const answer = await sendJson({ method, url: endpoint + path, token, userAgent, body, signal });
      if (answer.status < 400) return answer.body as T;

      const error = hcloudError(`${method} ${path}`, answer);
      const waitMs = vendorsWaitMs(answer) ?? delayMs;
      if (!PASSING_CODES.includes(error.code) || Date.now() + waitMs > giveUpAt) throw error;
      await pause(waitMs, signal);
    }
  }
}

function unfinished(actions: readonly (Action | null | undefined)[]): Action[] {
  const present = actions.filter((action) => action !== null && action !== undefined);
  const failed = present.find(({ status }) => status === "error");
  if (failed) {
    const { code = "no code", message = "no reason given" } = failed.error ?? {};
    throw new ProviderError(`Hetzner could not finish ${failed.command} (action ${failed.id}): ${message} (${code})`);
  }
  return present.filter(({ status }) => status === "running");
}

/** How long the vendor asks us to wait: `Retry-After` in seconds, or until `RateLimit-Reset` (a Unix time). */
function vendorsWaitMs({ status, headers }: JsonAnswer): number | undefined {
  if (status !== 429) return undefined;
  const askedMs = retryAfterMs(headers);
  if (askedMs !== undefined) return askedMs;
  const resetSec = Number(headers.get("ratelimit-reset") ?? Number.NaN);
  return Number.isFinite(resetSec) ? Math.max(resetSec * 1000 - Date.now(), FIRST_RETRY_MS) : undefined;
}
