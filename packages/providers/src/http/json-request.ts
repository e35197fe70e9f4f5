import { reasonOf } from "@freehold/provider-kit";
import { boundedText } from "./bounded-text.ts";
import { isServerFault, NoAnswerError, retryRead, tellsWhatIs, UnavailableError } from "./retry-read.ts";

export type Method = "GET" | "POST" | "PUT" | "DELETE";

export interface JsonRequest {
  method: Method;
  url: string;
  token: string;
  userAgent: string;
  body?: unknown;
  /** Ends the request, if it only reads. A request that changes something runs to its end: its answer holds an id. */
  signal: AbortSignal;
}

export interface JsonAnswer {
  status: number;
  headers: Headers;
  /** The parsed body; undefined when it is empty, or refuses in another form than JSON. */
  body: unknown;
}

/** How long one request may take, in milliseconds: a gateway before the vendor holds it back while the account's budget is used up. */
const REQUEST_TIMEOUT_MS = 280_000;

/**
 * Sends one request with a bearer token; one that only reads again while the vendor's servers fail. Any answer of the vendor's is an
 * answer; only an unreachable vendor throws, and what answers in its place.
 */
export async function sendJson(request: JsonRequest): Promise<JsonAnswer> {
  return retryRead(
    request.method,
    () => sendOnce(request),
    ({ status }) => isServerFault(status),
    request.signal,
  );
}

async function sendOnce(request: JsonRequest): Promise<JsonAnswer> {
  const timeout = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
  const signal = request.method === "GET" ? AbortSignal.any([timeout, request.signal]) : timeout;
  request.signal.throwIfAborted();

  try {
    const response = await fetch(request.url, {
      method: request.method,
      redirect: "manual",
      signal,
      headers: {
        authorization: `Bearer ${request.token}`,
        "user-agent": request.userAgent,
        ...(request.body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    });
    const { status, headers } = response;
    return { status, headers, body: parsed(request, status, await boundedText(response.body)) };
  } catch (error) {
    if (error instanceof NoAnswerError) throw error;
    if (request.method === "GET") request.signal.throwIfAborted();
    throw new NoAnswerError(`no answer to ${request.method} ${request.url}: ${reason(error)}`, { cause: error });
  }
}

function parsed({ method, url }: JsonRequest, status: number, text: string): unknown {
  const what = `${method} ${new URL(url).pathname}`;
  if (status >= 300 && status < 400) throw new UnavailableError(what, `${status}, a redirect`);
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    if (tellsWhatIs(status)) throw new UnavailableError(what, `${status} with something else than JSON`);
    return undefined;
  }
}

function reason(error: unknown): string {
  const { name, cause } = error as { name?: unknown; cause?: unknown };
  if (name === "TimeoutError") return `none within ${REQUEST_TIMEOUT_MS / 1000} s`;
  return reasonOf(cause ?? error);
}
