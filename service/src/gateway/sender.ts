import { Agent as HttpAgent, request as httpRequest, type IncomingMessage, type RequestOptions } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
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

/** No answer came. */
export class CallLost extends Error {
  /** True when nothing was sent, so that nothing can have been done. */
  readonly neverSent: boolean;
  readonly timedOut: boolean;

  constructor(message: string, options: { neverSent: boolean; timedOut: boolean; cause: unknown }) {
    super(message, { cause: options.cause });
    this.neverSent = options.neverSent;
    this.timedOut = options.timedOut;
  }
}

export interface Sender {
  /** @throws CallLost when no answer came in time, or none at all */
  send(call: OutgoingCall): Promise<Reply>;
  close(): void;
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
export function createSender(timeoutMs: number, hosts: PublicHosts): Sender {
  const agents = {
    plain: new HttpAgent({ keepAlive: true }),
    secure: new HttpsAgent({ keepAlive: true }),
    insecure: new HttpsAgent({ keepAlive: true, rejectUnauthorized: false }),
  };
  const once = (call: OutgoingCall): Promise<Reply> => {
    const secure = call.url.protocol === "https:";
    const agent = secure ? (call.insecure ? "insecure" : "secure") : "plain";
    // Proxmox VE takes no body with DELETE, and may take an empty one for one.
    const hasBody = call.body.length > 0 || !["GET", "DELETE"].includes(call.method);
    const options: RequestOptions & { rejectUnauthorized?: boolean } = {
      method: call.method,
      headers: { ...endToEnd(call.headers), ...(hasBody && { "content-length": call.body.length }) },
      signal: AbortSignal.timeout(timeoutMs),
      // An order has a connection of its own: a kept one that the vendor closes just then would look like a lost answer. So has a
      // call to a customer's address, which must not find one that was made to the same name without a check.
      agent: call.method === "GET" && !call.publicOnly ? agents[agent] : false,
      ...(call.insecure && { rejectUnauthorized: false }),
      ...(call.publicOnly && { lookup: hosts.lookup }),
    };
    const refused = call.publicOnly ? hosts.refusalOf(call.url.hostname) : undefined;
    return new Promise((resolve, reject) => {
      if (refused !== undefined)
        return reject(new CallLost(refused, { neverSent: true, timedOut: false, cause: refused }));
      const fail = (error: Error) => reject(lost(call, error, timeoutMs));
      const request = begin(secure ? httpsRequest : httpRequest, call.url, options, fail);
      if (request === undefined) return;
      request.once("error", fail);
      request.once("response", (response) => read(response).then(resolve, fail));
      request.end(call.body);
    });
  };
  return {
    async send(call) {
      try {
        return await once(call);
      } catch (error) {
        const again = call.method === "GET" && error instanceof CallLost && !error.timedOut && !error.neverSent;
        if (!again) throw error;
        return once(call);
      }
    },
    close() {
      for (const agent of Object.values(agents)) agent.destroy();
    },
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

async function read(response: IncomingMessage): Promise<Reply> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const { "content-length": _, ...headers } = endToEnd(response.headers);
  const { statusCode = 502, statusMessage: reason = "" } = response;
  return { status: statusCode, reason, headers, body: Buffer.concat(chunks) };
}

function endToEnd(headers: Reply["headers"]): Reply["headers"] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.includes(name.toLowerCase())));
}

function lost({ url }: OutgoingCall, cause: Error, timeoutMs: number): CallLost {
  const code = String(errorCode(cause) ?? "");
  const timedOut = cause.name === "AbortError" || cause.name === "TimeoutError";
  const why = timedOut ? `no answer within ${timeoutMs / 1000} s` : code || cause.message;
  return new CallLost(`${url.host} cannot be reached: ${why}`, {
    neverSent: BEFORE_SENDING.includes(code) || code.startsWith("ERR_INVALID"),
    timedOut,
    cause,
  });
}
