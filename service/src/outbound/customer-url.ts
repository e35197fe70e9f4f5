import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { LookupFunction } from "node:net";
import { FreeholdError } from "@freehold/model";
import { createPublicHosts, type PublicHostOptions, type PublicHosts } from "./public-hosts.ts";

/** Reaches URLs that customers give, and nothing that is not public. */
export interface CustomerUrls {
  /**
   * Refuses a URL that could never be reached. Names are looked up again at each connection: what they lead to may change.
   *
   * @throws FreeholdError `invalid_request` that points to `/url`
   */
  assertAllowed(url: string): void;
  /** Posts JSON. The address that was checked is the one that is connected to; redirects are answers like others. */
  post(url: string, message: PostedMessage): Promise<PostAnswer>;
}

export interface PostedMessage {
  headers: Readonly<Record<string, string>>;
  body: string;
  /** For the whole exchange, in milliseconds. */
  timeoutMs: number;
  signal?: AbortSignal;
}

/** The answer's status, or why there is none. */
export type PostAnswer = { status: number } | { failure: string };

/** @param options Where `privateTargets` names networks, they may be reached without TLS too */
export function createCustomerUrls(options: PublicHostOptions = {}): CustomerUrls {
  const hosts = createPublicHosts(options);
  const mayBePlain = (options.privateTargets ?? []).length > 0;
  return {
    assertAllowed(text) {
      const reason = refusalOf(new URL(text), hosts, mayBePlain);
      if (reason !== undefined) throw refused(text, reason);
    },
    async post(text, message) {
      const url = new URL(text);
      const reason = refusalOf(url, hosts, mayBePlain);
      if (reason !== undefined) return { failure: reason };
      return send(url, message, hosts.lookup);
    },
  };
}

function refusalOf({ protocol, hostname }: URL, hosts: PublicHosts, mayBePlain: boolean): string | undefined {
  const reason = hosts.refusalOf(hostname);
  if (reason !== undefined) return reason;
  return protocol === "https:" || mayBePlain ? undefined : "the URL must begin with https://";
}

function send(
  url: URL,
  { headers, body, timeoutMs, signal }: PostedMessage,
  find: LookupFunction,
): Promise<PostAnswer> {
  const begin = url.protocol === "https:" ? httpsRequest : httpRequest;
  const deadline = AbortSignal.timeout(timeoutMs);
  const ended = signal === undefined ? deadline : AbortSignal.any([deadline, signal]);
  return new Promise((resolve) => {
    const sending = begin(url, {
      method: "POST",
      // No connection is kept: each is checked.
      agent: false,
      lookup: find,
      signal: ended,
      headers: { ...headers, "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) },
    });
    sending.on("response", (response) => {
      resolve({ status: response.statusCode ?? 0 });
      // Nobody reads the answer: a large or endless one must not cost anything.
      response.destroy();
    });
    sending.on("error", (error) => {
      if (deadline.aborted) resolve({ failure: `no answer within ${timeoutMs / 1000} seconds` });
      else resolve({ failure: signal?.aborted ? "the service stopped" : error.message });
    });
    sending.end(body);
  });
}

function refused(url: string, reason: string): FreeholdError {
  return new FreeholdError("invalid_request", `the URL is not one that the service calls: ${reason}`, {
    errors: [{ pointer: "/url", detail: `must be a public https:// address, got "${url.slice(0, 100)}"` }],
    nextStep:
      "give an address that is reachable from the internet; the operator may allow others in FREEHOLD_PRIVATE_TARGETS",
  });
}
