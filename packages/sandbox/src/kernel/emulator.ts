import type { z } from "zod";
import type { Fault, RefusalKind } from "./faults.ts";
import type { Answer, HttpRequest, TlsIdentity } from "./http.ts";
import type { Operation } from "./operation.ts";
import type { RateLimiter, RateVerdict } from "./rate-limit.ts";

/** Something that exists at an emulated cloud. */
export interface InventoryItem {
  cloud: string;
  type: string;
  id: string;
  name: string;
  /** Labels; for DNS records, which have none, the `key=value` words of the comment. */
  labels: Record<string, string>;
}

/** How a vendor refuses: with an answer, or by letting the work fail that the request begins. */
export type RefusalWords = Pick<Fault, "status" | "code" | "message"> | { workFails: string };

/** What the kernel must know about a cloud to serve it. Everything that an answer looks like is the cloud's own. */
export interface Emulator<Account> {
  /** Name in logs, faults and the inventory. */
  cloud: string;
  /** Path that all routes begin with, such as `/v1`. */
  basePath: string;
  /** Served over HTTPS with it. @default - plain HTTP */
  identity?: TlsIdentity;
  /** The request with its path as the routes have it. @default - as it came */
  normalise?(request: HttpRequest): HttpRequest;
  operations: Operation<Account>[];

  /** Whose token it is; throws the vendor's error for a token that is missing, malformed or unknown. */
  authenticate(request: HttpRequest): Account;
  limiterOf(account: Account): RateLimiter;
  /** The limiters of all accounts that have one, by the account's name. */
  limiters(): Record<string, RateLimiter>;
  rateLimitHeaders(verdict: RateVerdict): Record<string, string>;
  rateLimited(verdict: RateVerdict): Error;
  faultAnswer(fault: Fault): Answer;
  /** What the vendor says to a request for a refusal that can be asked for; undefined for one that it does not have. */
  refusalWords?(kind: RefusalKind, path: string): RefusalWords | undefined;
  notBuilt(request: HttpRequest): Error;
  brokenJson(): Error;
  /** The request's body before its schema has seen it. @default - parsed as JSON; an empty one is `{}` */
  readBody?(request: HttpRequest): unknown;
  /** The error for a body that its schema refuses. */
  invalidBody(issues: z.core.$ZodIssue[], body: unknown): Error;
  /** The answer for a thrown error; unforeseen ones are the vendor's internal error. */
  errorAnswer(error: unknown): Answer;
  /** Whether an answer of status 500 is the vendor's way to refuse, and no bug of the sandbox. @default - it never is */
  isRefusal?(error: unknown): boolean;

  /** What exists in all accounts, without what the sandbox itself put there. */
  inventory(): InventoryItem[];
  /** Removes everything but tokens and what the sandbox itself put there. */
  reset(): Promise<void>;
}
