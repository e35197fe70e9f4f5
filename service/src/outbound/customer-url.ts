import { lookup } from "node:dns";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { LookupFunction } from "node:net";
import { isIP } from "node:net";
import { FreeholdError } from "@freehold/model";
import { type AddressCheck, createAddressCheck } from "./public-addresses.ts";

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

export interface CustomerUrlOptions {
  /** Networks in CIDR form that may be reached although they are not public, without TLS too. @default - none */
  privateTargets?: readonly string[];
  /** Looks names up. @default - as the system does */
  resolve?: LookupFunction;
}

export function createCustomerUrls({ privateTargets = [], resolve = lookup }: CustomerUrlOptions = {}): CustomerUrls {
  const isAllowed = createAddressCheck(privateTargets);
  const mayBePlain = privateTargets.length > 0;
  return {
    assertAllowed(text) {
      const reason = refusalOf(new URL(text), isAllowed, mayBePlain);
      if (reason !== undefined) throw refused(text, reason);
    },
    async post(text, message) {
      const url = new URL(text);
      const reason = refusalOf(url, isAllowed, mayBePlain);
      if (reason !== undefined) return { failure: reason };
      return send(url, message, checkedLookup(resolve, isAllowed));
    },
  };
}

function refusalOf({ protocol, hostname }: URL, isAllowed: AddressCheck, mayBePlain: boolean): string | undefined {
  const address = hostname.replace(/^\[|\]$/g, "");
  if (isIP(address) !== 0 && !isAllowed(address)) return notPublic(address);
  if (protocol !== "https:" && !mayBePlain) return "the URL must begin with https://";
  return undefined;
}

/** Names what is wrong without telling what the name leads to inside: that would map our network for strangers. */
function notPublic(name: string): string {
  return `${name} is not a public address`;
}

/**
 * The look-up of the connection itself, so that a name cannot lead elsewhere between check and connection. One address that is not
 * public is enough to refuse a name.
 */
function checkedLookup(resolve: LookupFunction, isAllowed: AddressCheck): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      const addresses = Array.isArray(found) ? found : [];
      const [first] = addresses;
      if (error !== null || first === undefined) return callback(error ?? new Error(`${hostname} leads nowhere`), []);
      if (!addresses.every(({ address }) => isAllowed(address))) return callback(new Error(notPublic(hostname)), []);
      if (options.all === true) return callback(null, addresses);
      callback(null, first.address, first.family);
    });
  };
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
