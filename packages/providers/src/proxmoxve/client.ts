import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { Agent, request } from "node:https";
import { reasonOf } from "@freehold/provider-kit";
import { boundedText } from "../http/bounded-text.ts";
import { pause } from "../http/pause.ts";
import { retryAfterMs } from "../http/retry-after.ts";
import { NoAnswerError, retryRead, tellsWhatIs, UnavailableError } from "../http/retry-read.ts";
import { isBusy, isGone, ProxmoxApiError } from "./errors.ts";
import type { NodeSshSettings } from "./node-ssh-settings.ts";

export interface ProxmoxClientOptions {
  /** Without a path: `https://127.0.0.1:8006`. */
  endpoint: string;
  /** `user@realm!name=uuid` */
  apiToken: string;
  /** Take a certificate that nobody vouches for. */
  insecure: boolean;
  ssh: NodeSshSettings;
}

export type Parameters = Record<string, string | number | boolean | undefined>;
type Method = "GET" | "POST" | "PUT" | "DELETE";

/** How long one request may take, in milliseconds. */
const REQUEST_TIMEOUT_MS = 60_000;
/** Longest wait of one request for a guest that is locked, in milliseconds. */
const BUSY_LIMIT_MS = 120_000;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

/** The API of Proxmox VE as the resources need it: forms over HTTPS, requests that wait for locks, and waiting for tasks. */
export class ProxmoxClient {
  readonly ssh: NodeSshSettings;
  readonly #options: ProxmoxClientOptions;
  readonly #agent: Agent;

  constructor(options: ProxmoxClientOptions) {
    this.ssh = options.ssh;
    this.#options = options;
    this.#agent = new Agent({ keepAlive: true, rejectUnauthorized: !options.insecure });
  }

  get<T>(path: string, signal: AbortSignal): Promise<T> {
    return this.#send("GET", path, undefined, signal);
  }

  post<T>(path: string, parameters: Parameters, signal: AbortSignal): Promise<T> {
    return this.#send("POST", path, parameters, signal);
  }

  put<T>(path: string, parameters: Parameters, signal: AbortSignal): Promise<T> {
    return this.#send("PUT", path, parameters, signal);
  }

  delete<T>(path: string, signal: AbortSignal): Promise<T> {
    return this.#send("DELETE", path, undefined, signal);
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

  /** Waits for the end of a task; one that fails throws. No task is an ended one. */
  async waitFor(upid: string | null | undefined, signal: AbortSignal): Promise<void> {
    if (!upid) return;
    const [, node = "", , , , type = ""] = upid.split(":");
    const path = `/nodes/${node}/tasks/${encodeURIComponent(upid)}/status`;
    for (let delayMs = FIRST_PAUSE_MS; ; delayMs = Math.min(delayMs * 2, LONGEST_PAUSE_MS)) {
      const { status, exitstatus = "" } = await this.get<{ status: string; exitstatus?: string }>(path, signal);
      if (status === "stopped") {
        if (exitstatus === "OK" || exitstatus.startsWith("WARNINGS")) return;
        throw new ProxmoxApiError(`task ${type}`, 0, exitstatus);
      }
      await pause(delayMs, signal);
    }
  }

  async #send<T>(method: Method, path: string, parameters: Parameters | undefined, signal: AbortSignal): Promise<T> {
    const giveUpAt = Date.now() + BUSY_LIMIT_MS;
    for (let delayMs = FIRST_PAUSE_MS; ; delayMs = Math.min(delayMs * 2, LONGEST_PAUSE_MS)) {
      const once = () => this.#exchange(method, path, parameters, signal);
      const answer = await retryRead(method, once, isGatewayFault, signal);
      if (answer.status < 400) return answer.data as T;
      const error = new ProxmoxApiError(`${method} ${path}`, answer.status, answer.reason, answer.errors);
      const waitMs = answer.waitMs ?? delayMs;
      if (!isBusy(error) || Date.now() + waitMs > giveUpAt) throw error;
      await pause(waitMs, signal);
    }
  }

  async #exchange(method: Method, path: string, parameters: Parameters | undefined, signal: AbortSignal) {
    signal.throwIfAborted();
    const { endpoint, apiToken } = this.#options;
    const body = parameters === undefined ? undefined : formOf(parameters);
    const timeout = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
    const sent = request(`${endpoint}/api2/json${path}`, {
      method,
      agent: this.#agent,
      // A request that changes something runs to its end: its answer holds the task.
      signal: method === "GET" ? AbortSignal.any([timeout, signal]) : timeout,
      headers: {
        authorization: `PVEAPIToken=${apiToken}`,
        ...(body === undefined
          ? {}
          : { "content-type": "application/x-www-form-urlencoded", "content-length": Buffer.byteLength(body) }),
      },
    });
    try {
      sent.end(body);
      const [answer] = (await once(sent, "response")) as [IncomingMessage];
      return {
        status: answer.statusCode ?? 0,
        reason: answer.statusMessage ?? "",
        waitMs: askedWaitMs(answer),
        ...parsed(`${method} ${path}`, answer.statusCode ?? 0, await boundedText(answer)),
      };
    } catch (error) {
      if (error instanceof NoAnswerError) throw error;
      if (method === "GET") signal.throwIfAborted();
      throw new NoAnswerError(`no answer to ${method} ${endpoint}${path}: ${reasonOf(error)}`, { cause: error });
    }
  }
}

/** A 500 is how the vendor refuses; the proxy before it says 502 to 504 and 595 to 599. */
function isGatewayFault({ status }: { status: number }): boolean {
  return status > 501;
}

/** What a proxy that refuses for its limits asks for: the vendor itself has none. */
function askedWaitMs({ headers }: IncomingMessage): number | undefined {
  return retryAfterMs(new Headers({ "retry-after": headers["retry-after"] ?? "" }));
}

/** The vendor writes yes and no as 1 and 0. */
function formOf(parameters: Parameters): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) form.set(name, typeof value === "boolean" ? String(Number(value)) : String(value));
  }
  return form.toString();
}

function parsed(what: string, status: number, text: string): { data?: unknown; errors?: Record<string, string> } {
  if (status >= 300 && status < 400) throw new UnavailableError(what, `${status}, a redirect`);
  if (text === "") return {};
  try {
    return JSON.parse(text) as { data?: unknown; errors?: Record<string, string> };
  } catch {
    if (tellsWhatIs(status)) throw new UnavailableError(what, `${status} with something else than JSON`);
    return {};
  }
}
