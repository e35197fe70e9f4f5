import type { RefusalWords } from "../kernel/emulator.ts";
import type { Fault, RefusalKind } from "../kernel/faults.ts";
import type { Answer } from "../kernel/http.ts";

/** One error of the vendor: numbers are the contract, text is for people. */
export interface ErrorItem {
  code: number;
  message: string;
  error_chain?: ErrorItem[];
}

/** A refusal in the vendor's envelope. */
export class CloudflareError extends Error {
  readonly status: number;
  readonly item: ErrorItem;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    code: number,
    message: string,
    options: { chain?: ErrorItem; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.status = status;
    this.item = { code, message, ...(options.chain && { error_chain: [options.chain] }) };
    this.headers = options.headers ?? {};
  }
}

const SAME_NAME =
  "For more details, refer to <https://developers.cloudflare.com/dns/manage-dns-records/troubleshooting/records-with-same-name/>.";

/** The vendor's refusals that this emulator knows. Where their numbers come from: `docs/emulator-differences.md`. */
export const refusals = {
  authMissing: () => new CloudflareError(400, 9106, "Missing X-Auth-Key, X-Auth-Email or Authorization headers"),
  authMalformed: () =>
    new CloudflareError(400, 6003, "Invalid request headers", {
      chain: { code: 6111, message: "Invalid format for Authorization header" },
    }),
  tokenUnknown: () => new CloudflareError(403, 9109, "Invalid access token"),
  tokenInvalid: () => new CloudflareError(401, 1000, "Invalid API Token"),
  foreignZone: () => new CloudflareError(403, 10000, "Authentication error"),
  foreignAccount: () => new CloudflareError(403, 9109, "Unauthorized to access requested resource"),
  identifierMalformed: (path: string) =>
    new CloudflareError(404, 7003, `Could not route to ${path}, perhaps your object identifier is invalid?`),
  jsonBroken: () =>
    new CloudflareError(400, 9207, "Failed to parse request body, content-type must be application/json"),
  rateLimited: (retryAfterSec: number) =>
    new CloudflareError(429, 971, "Please wait and consider throttling your request speed", {
      headers: { "Retry-After": String(retryAfterSec) },
    }),
  zoneExists: (name: string) => new CloudflareError(400, 1061, `${name} already exists`),
  zoneNameInvalid: (name: string) => new CloudflareError(400, 1049, `${name} is not a registered domain`),
  recordUnknown: () => new CloudflareError(404, 81044, "Record does not exist."),
  recordIdentical: () => new CloudflareError(400, 81058, "An identical record already exists."),
  besideCname: () => new CloudflareError(400, 81054, `A CNAME record with that host already exists. ${SAME_NAME}`),
  cnameBeside: () =>
    new CloudflareError(400, 81053, `An A, AAAA, or CNAME record with that host already exists. ${SAME_NAME}`),
  besideNs: () => new CloudflareError(400, 81056, `NS records with that host already exist. ${SAME_NAME}`),
  contentNotIpv4: () => new CloudflareError(400, 9005, "Content for A record must be a valid IPv4 address."),
  contentNotIpv6: () => new CloudflareError(400, 9006, "Content for AAAA record must be a valid IPv6 address."),
  contentNotHost: (type: string) => new CloudflareError(400, 9007, `Content for ${type} record is invalid.`),
  targetNotProxiable: (content: string) =>
    new CloudflareError(400, 9003, `Target ${content} is not allowed for a proxied record.`),
  typeNotProxiable: () => new CloudflareError(400, 9004, "This record type cannot be proxied."),
  tagsNotAllowed: (count: number) =>
    new CloudflareError(400, 9300, `DNS record has ${count} tags, exceeding the quota of 0.`),
  ttlInvalid: () => dnsValidation(9021, "TTL must be between 60 and 86400 seconds, or 1 for Automatic."),
  nameInvalid: () => dnsValidation(9000, "DNS name is invalid."),
  typeInvalid: () => dnsValidation(9020, "Invalid DNS record type."),
  fieldInvalid: (message: string) => dnsValidation(9999, message),
};

/** The answer for an error; one that is not the vendor's is a bug of the emulator. */
export function errorAnswer(error: unknown): Answer {
  if (error instanceof CloudflareError) return { ...failure(error.status, error.item), headers: error.headers };
  return failure(500, { code: 10_001, message: "internal server error" });
}

/** The number that the vendor most often sends with a status; 10013 is its "unknown error". */
const USUAL_CODE: Record<number, number> = { 401: 10_000, 403: 10_000, 404: 81_044, 429: 971 };

/** The answer of a fault of kind `status`. */
export function faultAnswer(fault: Fault): Answer {
  const status = fault.status ?? 500;
  const made = failure(status, {
    code: Number(fault.code ?? USUAL_CODE[status] ?? 10_013),
    message: fault.message ?? `the sandbox was told to answer ${status}`,
  });
  return fault.retryAfter === undefined ? made : { ...made, headers: { "Retry-After": String(fault.retryAfter) } };
}

/** The vendor's words for a zone that takes no more records; nothing else is ever sold out or locked there. */
export function refusalWords(kind: RefusalKind): RefusalWords | undefined {
  return kind === "quota-reached" ? { status: 400, code: 81_045, message: "Record quota exceeded." } : undefined;
}

function dnsValidation(code: number, message: string): CloudflareError {
  return new CloudflareError(400, 1004, "DNS Validation Error", { chain: { code, message } });
}

function failure(status: number, item: ErrorItem): Answer {
  return { status, body: { success: false, errors: [item], messages: [], result: null } };
}
