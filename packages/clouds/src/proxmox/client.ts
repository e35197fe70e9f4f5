import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { setTimeout as pause } from "node:timers/promises";
import { FreeholdError } from "@freehold/model";
import { z } from "zod";
import { answerAs } from "../http/answer-as.ts";
import { boundedText } from "../http/bounded-text.ts";

export interface ProxmoxClientOptions {
  /** Without a path: `https://pve.example.com:8006`. */
  endpoint: string;
  /** `user@realm!name=uuid` */
  apiToken: string;
  /** Take a certificate that nobody vouches for. @default false */
  insecure?: boolean;
  /** Attempts in all, while something else is still going on or the node does not answer. @default 6 */
  attempts?: number;
  /** Longest time for one attempt. @default 30 s */
  timeoutMs?: number;
  /** Pause between two checks at a task. @default 500 ms */
  pollMs?: number;
  /** Longest time a task may take. @default 5 min */
  taskTimeoutMs?: number;
}

/** What Freehold asks of Proxmox VE's API outside the engine. */
export interface ProxmoxClient {
  /** The parsed `data` of an answer. */
  send(method: "GET" | "POST" | "PUT" | "DELETE", path: string, parameters?: Record<string, string>): Promise<unknown>;
  /** Waits for the end of a task; anything but the id of one is none. */
  waitFor(upid: unknown): Promise<void>;
}

interface Answer {
  status: number;
  /** The reason phrase: here the vendor says what is wrong. */
  reason: string;
  data: unknown;
  /** The body is one of the vendor's API; always true for an empty one. */
  isVendors: boolean;
}

const FIRST_PAUSE_MS = 300;
const Envelope = z.object({ data: z.unknown() });
const TaskStatus = z.object({ status: z.string(), exitstatus: z.string().optional() });

/** A client of the Proxmox VE API. pve.proxmox.com/pve-docs/api-viewer */
export function createProxmoxClient(options: ProxmoxClientOptions): ProxmoxClient {
  const { attempts = 6, pollMs = 500, taskTimeoutMs = 300_000 } = options;
  const client: ProxmoxClient = {
    async send(method, path, parameters) {
      for (let attempt = 1; ; attempt++) {
        const result = await exchange(options, method, path, parameters).catch((error: unknown) =>
          unreachable(`${method} ${path}`, error),
        );
        const failure = result instanceof FreeholdError ? result : failureOf(`${method} ${path}`, result);
        if (failure === undefined) return (result as Answer).data;
        if (attempt >= attempts || !passes(method, failure, result)) throw failure;
        await pause(FIRST_PAUSE_MS * 2 ** (attempt - 1));
      }
    },
    async waitFor(upid) {
      if (typeof upid !== "string" || !upid.startsWith("UPID:")) return;
      const path = `/nodes/${upid.split(":")[1]}/tasks/${encodeURIComponent(upid)}/status`;
      for (const end = Date.now() + taskTimeoutMs; ; await pause(pollMs)) {
        const { status, exitstatus = "" } = answerAs(TaskStatus, await client.send("GET", path));
        if (status === "stopped") {
          if (exitstatus === "OK" || exitstatus.startsWith("WARNINGS")) return;
          throw failed(`proxmox task failed: ${exitstatus}`);
        }
        if (Date.now() > end) throw failed(`proxmox task did not end within ${taskTimeoutMs} ms`);
      }
    },
  };
  return client;
}

/** What only reads is asked again also when a page answered; the service's gateway, which says 424, has done that. */
function passes(method: string, { code }: FreeholdError, result: Answer | FreeholdError): boolean {
  if (code !== "cloud_unavailable") return code === "cloud_unreachable";
  return method === "GET" && (result instanceof FreeholdError || result.status !== 424);
}

async function exchange(
  { endpoint, apiToken, insecure = false, timeoutMs = 30_000 }: ProxmoxClientOptions,
  method: string,
  path: string,
  parameters?: Record<string, string>,
): Promise<Answer> {
  const body = parameters === undefined ? undefined : new URLSearchParams(parameters).toString();
  const sent = request(`${new URL(endpoint).origin}/api2/json${path}`, {
    method,
    rejectUnauthorized: !insecure,
    signal: AbortSignal.timeout(timeoutMs),
    headers: {
      authorization: `PVEAPIToken=${apiToken}`,
      ...(body === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" }),
    },
  });
  sent.end(body);
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  const text = await boundedText(`${method} ${path}`, answer);
  return { status: answer.statusCode ?? 0, reason: answer.statusMessage ?? "", ...contentOf(text) };
}

function contentOf(text: string): Pick<Answer, "data" | "isVendors"> {
  if (text === "") return { data: undefined, isVendors: true };
  try {
    return { data: Envelope.parse(JSON.parse(text)).data, isVendors: true };
  } catch {
    return { data: undefined, isVendors: false };
  }
}

/** The vendor has no codes: only the reason distinguishes what is gone from what is busy. */
function failureOf(what: string, { status, reason, isVendors }: Answer): FreeholdError | undefined {
  // A page in the vendor's place: a "not found" of it must not read as if a machine were gone.
  if (status === 424) return unavailable(reason);
  if ((status >= 300 && status < 400) || (!isVendors && (status < 300 || status === 404)))
    return unavailable(`${what} was answered ${status} ${reason}; it is no answer of Proxmox VE's API`);
  if (status < 400) return undefined;
  const message = `proxmox refused ${what}: ${reason} (${status})`;
  if (status === 401 || status === 403) return new FreeholdError("cloud_unauthorized", message, { cloud: "proxmox" });
  if (status === 404 || /does not exist|no such pool/.test(reason)) return new FreeholdError("not_found", message);
  // The vendor has no limits; a proxy before it may.
  if (status === 429 || status >= 502 || /got timeout|is locked|no quorum/.test(reason)) return failed(message);
  return new FreeholdError("engine_failed", message);
}

function failed(message: string): FreeholdError {
  return new FreeholdError("cloud_unreachable", message, { cloud: "proxmox" });
}

function unavailable(message: string): FreeholdError {
  const nextStep =
    "check that PROXMOX_VE_ENDPOINT leads to the cluster's API, with nothing before it that answers in its place";
  return new FreeholdError("cloud_unavailable", message, { cloud: "proxmox", nextStep });
}

function unreachable(what: string, cause: unknown): FreeholdError {
  if (cause instanceof FreeholdError) return unavailable(cause.message);
  const why = cause instanceof Error ? cause.message : String(cause);
  const nextStep = "check PROXMOX_VE_ENDPOINT, and PROXMOX_VE_INSECURE when the certificate is the cluster's own";
  return new FreeholdError("cloud_unreachable", `${what} got no answer: ${why}`, { cause, nextStep });
}
