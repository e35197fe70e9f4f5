import { ProviderError } from "@freehold/provider-kit";
import { type JsonAnswer, type Method, sendJson } from "../http/json-request.ts";
import { pause } from "../http/pause.ts";
import { retryAfterMs } from "../http/retry-after.ts";
import { Verbs } from "../http/verbs.ts";

export interface CloudflareClientOptions {
  /** Base URL with the version: `http://127.0.0.1:8080/client/v4`. */
  baseUrl: string;
  apiToken: string;
  /** For the `user-agent` header. */
  version: string;
}

/** An answer by which Cloudflare refused something. */
class CloudflareError extends ProviderError {
  override readonly name = "CloudflareError";
  readonly status: number;

  constructor(what: string, status: number, reasons: string) {
    super(`Cloudflare refused ${what}: ${reasons} (${status})`);
    this.status = status;
  }
}

interface Envelope<T> {
  success: boolean;
  errors?: { code: number; message: string }[];
  result: T;
}

const MAX_TRIES = 5;
const FIRST_RETRY_MS = 200;
/** A longer pause is left to whoever tries the operation again. */
const LONGEST_WAIT_MS = 120_000;

/** Cloudflare's API as the resources need it: the envelope opened, requests repeated while the vendor asks to wait. */
export class CloudflareClient extends Verbs {
  readonly #options: CloudflareClientOptions;

  constructor(options: CloudflareClientOptions) {
    super();
    this.#options = options;
  }

  protected async send<T>(method: Method, path: string, body: unknown, signal: AbortSignal): Promise<T> {
    const { baseUrl, apiToken, version } = this.#options;
    const userAgent = `freehold-cloudflare-stand-in/${version}`;

    for (let tried = 1; ; tried += 1) {
      const answer = await sendJson({ method, url: baseUrl + path, token: apiToken, userAgent, body, signal });
      const envelope = answer.body as Envelope<T> | undefined;
      if (answer.status < 400 && envelope?.success) return envelope.result;
      const delayMs = waitMs(answer, tried);
      if (answer.status !== 429 || tried === MAX_TRIES || delayMs > LONGEST_WAIT_MS)
        throw refusal(`${method} ${path}`, answer, envelope?.errors);
      await pause(delayMs, signal);
    }
  }
}

/** Whether an error says that the thing is not there. */
export function isGone(error: unknown): boolean {
  return error instanceof CloudflareError && error.status === 404;
}

function waitMs({ headers }: JsonAnswer, tried: number): number {
  return retryAfterMs(headers) ?? FIRST_RETRY_MS * 2 ** (tried - 1);
}

function refusal(what: string, answer: JsonAnswer, errors: Envelope<unknown>["errors"]): CloudflareError {
  const reasons = errors?.map(({ code, message }) => `${message} (code ${code})`).join("; ");
  return new CloudflareError(what, answer.status, reasons || "no reason given");
}
