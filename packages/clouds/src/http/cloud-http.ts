import { setTimeout as pause } from "node:timers/promises";
import { type FailureOrigin, FreeholdError } from "@freehold/model";
import { boundedText } from "./bounded-text.ts";
import { CloudHttpError } from "./cloud-http-error.ts";

/** One request to a cloud's REST API. */
export interface CloudRequest {
  method: "GET" | "POST" | "PUT" | "DELETE";
  /** Below the base path, such as `/servers`. */
  path: string;
  query?: Record<string, string | number>;
  body?: unknown;
}

/** Sends requests and returns the parsed JSON of the answers; an empty answer is `undefined`. */
export type CloudHttp = (request: CloudRequest) => Promise<unknown>;

export interface CloudHttpOptions {
  /** Where failures say that they come from. @default - nowhere */
  cloud?: FailureOrigin;
  /** With the vendor's base path and without a slash at its end. */
  endpoint: string;
  /** API token. */
  token: string;
  /** Header that it goes out in. @default - `Authorization: Bearer` */
  tokenHeader?: string;
  /** The vendor's code and message in an error body. */
  describeError(body: unknown): { code: string; message: string };
  /** The vendor's codes of refusals that pass by themselves, beside 429 and 5xx. @default none */
  passingCodes?: readonly string[];
  /** Longest time for one attempt. @default 280 s: a gateway may hold it back while the account's budget is used up */
  timeoutMs?: number;
  /** Attempts in all. @default 6 */
  attempts?: number;
  /** Longest pause that a vendor may ask for; a longer one ends in `cloud_rate_limited`. @default 60 s */
  maxPauseMs?: number;
  /** @default Date.now */
  now?: () => number;
  /** @default a real pause */
  sleep?: (ms: number) => Promise<unknown>;
  /** 0 to 1. @default Math.random */
  random?: () => number;
}

interface Answer {
  status: number;
  headers: Headers;
  /** Parsed; undefined for an empty one. */
  body: unknown;
  /** Something else than the vendor's API answered, with this; not looked for where the answer refuses. @default - it is the vendor's */
  notVendors?: string;
}

type Send = (request: CloudRequest) => Promise<Answer>;

/** The pipeline of one client, outermost first: errors are judged after the last retry, each attempt has its own time limit. */
export function createCloudHttp(options: CloudHttpOptions): CloudHttp {
  const send = withErrors(options, withRetry(options, withTimeLimit(options)));
  return async (request) => (await send(request)).body;
}

/** Turns answers that are errors into {@link CloudHttpError}. */
function withErrors(options: CloudHttpOptions, send: Send): Send {
  return async (request) => {
    const answer = await send(request);
    if (answer.notVendors !== undefined) throw unavailable(request, answer.notVendors, options);
    if (answer.status < 400) return answer;
    const { code, message } = options.describeError(answer.body);
    throw new CloudHttpError(`${request.method} ${request.path}`, answer.status, code, message, options.cloud);
  };
}

const FIRST_PAUSE_MS = 300;
const LONGEST_PAUSE_MS = 10_000;

/**
 * Repeats what passes by itself: lost connections, 429, 5xx, and refusals because something else is still going on; what only reads also
 * when something else than the vendor's API answered.
 */
function withRetry(options: CloudHttpOptions, send: Send): Send {
  const { attempts = 6, maxPauseMs = 60_000, sleep = pause, random = Math.random, now = Date.now } = options;
  return async (request) => {
    for (let attempt = 1; ; attempt++) {
      const result = await send(request).catch((error: unknown) => unreachable(request, error, options));
      const lost = result instanceof FreeholdError;
      if (!passes(options, request, result)) {
        if (lost) throw result;
        return result;
      }
      const asked = lost ? undefined : askedPause(result.headers, now());
      if (attempt >= attempts || (asked ?? 0) > maxPauseMs) {
        if (lost) throw result;
        return result;
      }
      const backoff = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1)) * (0.5 + random() / 2);
      await sleep(asked ?? backoff);
    }
  };
}

function withTimeLimit(options: CloudHttpOptions): Send {
  const { endpoint, token, tokenHeader, timeoutMs = 280_000 } = options;
  const identity = tokenHeader === undefined ? { authorization: `Bearer ${token}` } : { [tokenHeader]: token };
  return async ({ method, path, query, body }) => {
    const url = new URL(`${endpoint}${path}`);
    for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, String(value));
    const response = await fetch(url, {
      method,
      headers: {
        ...identity,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      // An API that moved elsewhere is documented so; whoever sends us elsewhere is somebody else.
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await boundedText(`${method} ${path}`, response.body);
    return { status: response.status, headers: response.headers, ...parsed(response.status, text) };
  };
}

function passes(options: CloudHttpOptions, { method }: CloudRequest, answer: Answer | FreeholdError): boolean {
  if (answer instanceof FreeholdError) return answer.code === "cloud_unreachable" || method === "GET";
  if (answer.notVendors !== undefined) return method === "GET";
  if (answer.status === 429 || answer.status >= 500) return answer.status !== 501;
  if (answer.status < 400) return false;
  return options.passingCodes?.includes(options.describeError(answer.body).code) ?? false;
}

/** The pause a vendor asks for: `Retry-After` in seconds or as a date, or the time at which a used up rate limit is full again. */
function askedPause(headers: Headers, now: number): number | undefined {
  const after = headers.get("retry-after");
  if (after !== null) {
    const ms = /^\d+$/.test(after) ? Number(after) * 1000 : Date.parse(after) - now;
    if (Number.isFinite(ms)) return Math.max(0, ms);
  }
  const reset = headers.get("ratelimit-reset");
  if (reset === null || headers.get("ratelimit-remaining") !== "0") return undefined;
  return Math.max(0, Number(reset) * 1000 - now);
}

function unreachable({ method, path }: CloudRequest, cause: unknown, { cloud }: CloudHttpOptions): FreeholdError {
  if (cause instanceof FreeholdError) return new FreeholdError(cause.code, cause.message, { cause, cloud });
  const why = cause instanceof Error ? ((cause.cause as Error | undefined)?.message ?? cause.message) : String(cause);
  return new FreeholdError("cloud_unreachable", `${method} ${path} got no answer: ${why}`, { cause, cloud });
}

function unavailable({ method, path }: CloudRequest, answered: string, { cloud }: CloudHttpOptions): FreeholdError {
  const message = `${method} ${path} was answered ${answered}; it is no answer of the cloud's API`;
  return new FreeholdError("cloud_unavailable", message, { cloud });
}

/** What refuses refuses in whatever form; a "not found" of somebody else's must not read as if a machine were gone. */
function parsed(status: number, text: string): Pick<Answer, "body" | "notVendors"> {
  if (status >= 300 && status < 400) return { body: undefined, notVendors: `${status}, a redirect` };
  if (text === "") return { body: undefined };
  try {
    return { body: JSON.parse(text) };
  } catch {
    const tellsSomething = status < 300 || status === 404 || status === 410;
    return { body: text, ...(tellsSomething && { notVendors: `${status} with something else than JSON` }) };
  }
}
