import type { RefusalWords } from "../kernel/emulator.ts";
import type { Fault, RefusalKind } from "../kernel/faults.ts";
import type { Answer } from "../kernel/http.ts";
import { randomHex } from "../kernel/random.ts";
import { xmlAnswer } from "./xml.ts";

/** A refusal in the vendor's form: the code is the contract, the message is for people. */
export class Route53Error extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** The vendor's refusals that this emulator knows. */
export const refusals = {
  notSigned: () => new Route53Error(403, "MissingAuthenticationToken", "Missing Authentication Token"),
  keyUnknown: () =>
    new Route53Error(403, "InvalidClientTokenId", "The security token included in the request is invalid."),
  signatureWrong: () =>
    new Route53Error(
      403,
      "SignatureDoesNotMatch",
      "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
    ),
  throttled: () => new Route53Error(400, "Throttling", "Rate exceeded"),
  inputInvalid: (message: string) => new Route53Error(400, "InvalidInput", message),
  zoneUnknown: (id: string) => new Route53Error(404, "NoSuchHostedZone", `No hosted zone found with ID: ${id}`),
  zoneNotEmpty: () =>
    new Route53Error(
      400,
      "HostedZoneNotEmpty",
      "The specified hosted zone contains non-required resource record sets and so cannot be deleted.",
    ),
  zoneAlreadyMade: (reference: string) =>
    new Route53Error(
      409,
      "HostedZoneAlreadyExists",
      `A hosted zone has already been created with the specified caller reference ${reference}.`,
    ),
  domainInvalid: (name: string) => new Route53Error(400, "InvalidDomainName", `${name} is not a valid domain name`),
  changeUnknown: (id: string) => new Route53Error(404, "NoSuchChange", `Could not find resource with ID: ${id}`),
  batchInvalid: (messages: readonly string[]) =>
    new Route53Error(400, "InvalidChangeBatch", `[${messages.join(", ")}]`),
};

/** The answer for an error; one that is not the vendor's is a bug of the emulator. */
export function errorAnswer(error: unknown): Answer {
  if (error instanceof Route53Error) return failure(error.status, error.code, error.message);
  return failure(500, "InternalFailure", "We encountered an internal error. Please try again.");
}

/** The answer of a fault of kind `status`. */
export function faultAnswer(fault: Fault): Answer {
  const status = fault.status ?? 500;
  const code = status === 429 ? "Throttling" : status === 503 ? "ServiceUnavailable" : "InternalFailure";
  const made = failure(status, String(fault.code ?? code), fault.message ?? `the sandbox was told to answer ${status}`);
  const after = fault.retryAfter === undefined ? {} : { "Retry-After": String(fault.retryAfter) };
  return { ...made, headers: { ...made.headers, ...after } };
}

/** The vendor's words where an earlier change of the zone is still at work, or the zone takes no more record sets. */
export function refusalWords(kind: RefusalKind): RefusalWords | undefined {
  switch (kind) {
    case "locked":
      return {
        status: 400,
        code: "PriorRequestNotComplete",
        message: "The request was rejected because Route 53 was still processing a prior request.",
      };
    case "quota-reached":
      return {
        status: 400,
        code: "InvalidChangeBatch",
        message: "[Number of resource record sets for hosted zone exceeds the limit of 10000]",
      };
    case "resource-unavailable":
      return undefined;
  }
}

function failure(status: number, code: string, message: string): Answer {
  const error = { Type: status < 500 ? "Sender" : "Receiver", Code: code, Message: message };
  return xmlAnswer(status, "ErrorResponse", { Error: error, RequestId: requestId() });
}

function requestId(): string {
  const hex = randomHex(32);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
