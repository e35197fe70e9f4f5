import { Agent as HttpAgent, request as httpRequest, type IncomingMessage, type RequestOptions } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { connect as connectTcp, isIP, type NetConnectOpts } from "node:net";
import { connect as connectTls } from "node:tls";
import { errorCode } from "../error-code.ts";
import type { PublicHosts } from "../outbound/public-hosts.ts";
import type { Reply } from "./refusal.ts";

/** A call on its way to a vendor. */
export interface OutgoingCall {
  method: string;
  url: URL;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
  /** Take a certificate that nobody vouches for. @default false */
  insecure?: boolean;
  /** The address is a customer's word: only a public one is connected to. @default false */
  publicOnly?: boolean;
}

/**
 * Why there is no answer.
 *
 * - `unsent`: nothing was sent, so that nothing can have been done
 * - `not ours`: nothing was sent, because the call was not the caller's to make any more
 * - `timed out`: it did not come in time
 * - `too large`: it had more bytes than any answer of an API of ours
 * - `broken`: anything else
 */
export type LostBecause = "unsent" | "not ours" | "timed out" | "too large" | "broken";

/** No answer came. */
export class CallLost extends Error {
  readonly because: LostBecause;

  constructor(message: string, because: LostBecause, cause?: unknown) {
    super(message, { cause });
    this.because = because;
  }
}

/** Whose call it is, and for how long. */
export interface Caller {
  /** Aborted when nobody waits for the answer any more, or when the call is not ours to make: it is cut off where it is. */
  readonly signal: AbortSignal;
  /** Asked once more when the connection stands: a handshake may take longer than a lease, and a process may have been stopped in it. */
  holds(): boolean;
}

export interface Sender {
  /** @throws CallLost when no answer came in time, or none at all */
  send(call: OutgoingCall, caller: Caller): Promise<Reply>;
  close(): void;
}

export interface SenderOptions {
  /** Longest time of a call, from its connection to the last byte of its answer. */
  timeoutMs: number;
  /** Most that an answer may have. @default 8 MiB: pages of the largest lists have one or two */
  maxAnswerBytes?: number;
  hosts: PublicHosts;
}

/** Of one connection only: they say nothing about the call. https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1 */
const HOP_BY_HOP = [
  "connection",
  "expect",
  "host",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

/** Codes of failures before a connection was there. */
const BEFORE_SENDING = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"];

/** Sends calls as they came, over connections that are kept for those that only read. */
export function createSender(options: SenderOptions): Sender {
  const agents = {
    plain: new HttpAgent({ keepAlive: true }),
    secure: new HttpsAgent({ keepAlive: true }),
    insecure: new HttpsAgent({ keepAlive: true, rejectUnauthorized: false }),
  };
  const agentFor = (call: OutgoingCall): Agents[keyof Agents] =>
    call.url.protocol === "https:" ? (call.insecure ? agents.insecure : agents.secure) : agents.plain;
  return {
    async send(call, caller) {
      try {
        return await sendOnce(call, caller, agentFor(call), options);
      } catch (error) {
        const again = call.method === "GET" && error instanceof CallLost && error.because === "broken";
        if (!again || caller.signal.aborted) throw error;
        return sendOnce(call, caller, agentFor(call), options);
      }
    },
    close() {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}

type Agents = Record<string, HttpAgent | HttpsAgent>;

const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

function sendOnce(
  call: OutgoingCall,
  caller: Caller,
  agent: HttpAgent | HttpsAgent,
  { timeoutMs, hosts, maxAnswerBytes = MAX_ANSWER_BYTES }: SenderOptions,
): Promise<Reply> {
  const refused = call.publicOnly ? hosts.refusalOf(call.url.hostname) : undefined;
  if (refused !== undefined) return Promise.reject(new CallLost(refused, "unsent"));
  const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), caller.signal]);
  // An order has a connection of its own: a kept one that the vendor closes just then would look like a lost answer. So has a
  // call to a customer's address, which must not find one that was made to the same name without a check.
  const isKept = call.method === "GET" && !call.publicOnly;
  const options: RequestOptions & { rejectUnauthorized?: boolean } = {
    method: call.method,
    headers: headersFor(call),
    signal,
    ...(call.insecure && { rejectUnauthorized: false }),
    ...(call.publicOnly && { lookup: hosts.lookup }),
    ...(isKept
      ? { agent }
      : {
          createConnection: checkedConnection(call.url, caller, signal),
          defaultPort: call.url.protocol === "https:" ? 443 : 80,
        }),
  };
  return new Promise((resolve, reject) => {
    // What a call that was cut off reports differs with where it was.
    const fail = (error: Error) => reject(lost(call, signal.aborted ? (signal.reason as Error) : error, timeoutMs));
    const request = begin(call.url.protocol === "https:" ? httpsRequest : httpRequest, call.url, options, fail);
    if (request === undefined) return;
    request.on("error", fail);
    request.once("response", (response) => read(response, maxAnswerBytes).then(resolve, fail));
    request.end(call.body);
  });
}

function headersFor({ headers, body, method }: OutgoingCall): RequestOptions["headers"] {
  // Answers come as they are: what is compressed says nothing of how large it is.
  const { "accept-encoding": _, ...sent } = endToEnd(headers);
  // Proxmox VE takes no body with DELETE, and may take an empty one for one.
  const hasBody = body.length > 0 || !["GET", "DELETE"].includes(method);
  return { ...sent, ...(hasBody && { "content-length": body.length }) };
}

/** Makes a connection, and gives it to the request only when the call is still ours: what is not given is never written to. */
function checkedConnection(
  { protocol }: URL,
  caller: Caller,
  signal: AbortSignal,
): NonNullable<RequestOptions["createConnection"]> {
  return (options, give) => {
    const isSecure = protocol === "https:";
    const { path: _, host = "", ...where } = options as NetConnectOpts & { path?: string; host?: string };
    const socket = isSecure
      ? connectTls({ ...where, host, servername: isIP(host) === 0 ? host : "", ALPNProtocols: ["http/1.1"] })
      : connectTcp({ ...where, host } as NetConnectOpts);
    const fail = (error: Error): void => {
      signal.removeEventListener("abort", cut);
      socket.destroy();
      give(error, socket);
    };
    const cut = (): void => fail(signal.reason as Error);
    signal.addEventListener("abort", cut, { once: true });
    socket.once("error", fail);
    socket.once(isSecure ? "secureConnect" : "connect", () => {
      signal.removeEventListener("abort", cut);
      socket.off("error", fail);
      if (signal.aborted || !caller.holds())
        return fail(new CallLost("the call is not the caller's to make any more", "not ours"));
      give(null, socket);
    });
    return undefined;
  };
}

/** Node refuses at once what is no request, such as a header with a line break. */
function begin(make: typeof httpRequest, url: URL, options: RequestOptions, fail: (error: Error) => void) {
  try {
    return make(url, options);
  } catch (error) {
    fail(error as Error);
    return undefined;
  }
}

async function read(response: IncomingMessage, maxBytes: number): Promise<Reply> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    size += (chunk as Buffer).length;
    // Leaving the loop ends the connection.
    if (size > maxBytes) throw new CallLost(`more than ${maxBytes} bytes`, "too large");
    chunks.push(chunk as Buffer);
  }
  const { "content-length": _, ...headers } = endToEnd(response.headers);
  const { statusCode = 502, statusMessage: reason = "" } = response;
  return { status: statusCode, reason, headers, body: Buffer.concat(chunks) };
}

function endToEnd(headers: Reply["headers"]): Reply["headers"] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.includes(name.toLowerCase())));
}

function lost({ url }: OutgoingCall, cause: Error, timeoutMs: number): CallLost {
  if (cause instanceof CallLost) return cause;
  const code = String(errorCode(cause) ?? "");
  const timedOut = cause.name === "AbortError" || cause.name === "TimeoutError";
  const unsent = BEFORE_SENDING.includes(code) || code.startsWith("ERR_INVALID");
  const why = timedOut ? `no answer within ${timeoutMs / 1000} s` : code || cause.message;
  const because = unsent ? "unsent" : timedOut ? "timed out" : "broken";
  return new CallLost(`${url.host} cannot be reached: ${why}`, because, cause);
}
