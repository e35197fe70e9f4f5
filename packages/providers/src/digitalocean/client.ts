import { ProviderError } from "@freehold/provider-kit";
import { type Method, sendJson } from "../http/json-request.ts";
import { pause } from "../http/pause.ts";
import { retryAfterMs } from "../http/retry-after.ts";
import { Verbs } from "../http/verbs.ts";
import { type DigitaloceanError, digitaloceanError, hasStatus } from "./errors.ts";
import type { Action } from "./wire.ts";

export interface DigitaloceanClientOptions {
  /** Root of the API, without `/v2`: `http://127.0.0.1:8080`. */
  endpoint: string;
  token: string;
  /** For the `user-agent` header. */
  version: string;
}

/** Longest wait of one request for a thing that is busy, in milliseconds: actions on a droplet take up to minutes. */
const BUSY_LIMIT_MS = 120_000;

const FIRST_WAIT_MS = 50;
const LONGEST_WAIT_MS = 3_000;

/** DigitalOcean's API as the resources need it: requests that are repeated while a thing is busy, and waiting. */
export class DigitaloceanClient extends Verbs {
  readonly #options: DigitaloceanClientOptions;

  constructor(options: DigitaloceanClientOptions) {
    super();
    this.#options = options;
  }

  /** Like `get`, but undefined when the thing is not there. */
  async find<T>(path: string, signal: AbortSignal): Promise<T | undefined> {
    try {
      return await this.get<T>(path, signal);
    } catch (error) {
      if (hasStatus(error, 404)) return undefined;
      throw error;
    }
  }

  /** Posts to `<path>/actions` and waits until it is carried out. */
  async act(path: string, body: object, signal: AbortSignal): Promise<void> {
    const { action } = await this.post<{ action: Action }>(`${path}/actions`, body, signal);
    await this.waitForAction(action, signal);
  }

  /** Waits until an action has ended; one that failed throws. */
  async waitForAction({ id, type }: Pick<Action, "id" | "type">, signal: AbortSignal): Promise<void> {
    await this.waitUntil(async () => {
      const { action } = await this.get<{ action: Action }>(`/actions/${id}`, signal);
      if (action.status === "errored") throw new ProviderError(`DigitalOcean could not finish ${type} (action ${id})`);
      return action.completed_at !== null;
    }, signal);
  }

  /** Asks again and again, first quickly, until the answer is yes. The vendor's own provider begins after 10 s. */
  async waitUntil(isSo: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
    for (let delayMs = FIRST_WAIT_MS; !(await isSo()); delayMs = Math.min(delayMs * 2, LONGEST_WAIT_MS)) {
      await pause(delayMs, signal);
    }
  }

  /** Runs an order again while it is refused with one of these statuses, which others' changes will clear. */
  async retryWhile<T>(statuses: readonly number[], order: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const giveUpAt = Date.now() + BUSY_LIMIT_MS;
    for (let delayMs = FIRST_WAIT_MS; ; delayMs = Math.min(delayMs * 2, LONGEST_WAIT_MS)) {
      try {
        return await order();
      } catch (error) {
        if (!hasStatus(error, ...statuses) || Date.now() + delayMs > giveUpAt) throw error;
      }
      await pause(delayMs, signal);
    }
  }

  protected async send<T>(method: Method, path: string, body: unknown, signal: AbortSignal): Promise<T> {
    const { endpoint, token, version } = this.#options;
    const userAgent = `freehold-digitalocean-stand-in/${version}`;
    const giveUpAt = Date.now() + BUSY_LIMIT_MS;

    for (let delayMs = FIRST_WAIT_MS; ; delayMs = Math.min(delayMs * 2, LONGEST_WAIT_MS)) {
      const answer = await sendJson({ method, url: `${endpoint}/v2${path}`, token, userAgent, body, signal });
      if (answer.status < 400) return answer.body as T;

      const error = digitaloceanError(`${method} ${path}`, answer);
      const waitMs = (answer.status === 429 ? retryAfterMs(answer.headers) : undefined) ?? delayMs;
      if (!isPassing(error) || Date.now() + waitMs > giveUpAt) throw error;
      await pause(waitMs, signal);
    }
  }
}

/** The same request can succeed later: nothing was done. */
function isPassing({ status, message }: DigitaloceanError): boolean {
  return status === 429 || (status === 422 && message.includes("pending event"));
}
