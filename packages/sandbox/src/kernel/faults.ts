import { z } from "zod";
import { ConnectionReset } from "./http.ts";

/** What each kind of fault does, as `GET /faults` reports it. */
export const FAULT_KINDS = {
  status: "the cloud answers `status` (400 to 599) in the vendor's error form, and does nothing",
  "reset-before": "the connection breaks, nothing was done",
  "reset-after":
    "the cloud acts, then the connection breaks: the answer is lost; with `lists` or `ms`, what was made is late in lists too",
  delay: "the cloud thinks for `ms` first",
  "hold-before":
    "the request waits, undone, until it is let go (`POST /held/go`: it is carried out) or broken off (`POST /held/break`)",
  "hold-after": "the request is carried out, its answer waits until it is let go or broken off",
  "quota-reached": "the cloud refuses in the words it has for an account's limit, and does nothing",
  "resource-unavailable": "the cloud refuses, or fails, in the words it has for a lack of capacity",
  locked: "the cloud refuses in the words it has for a thing that something else works on, and does nothing",
  "action-fails": "the request is accepted; the action or task that it starts ends in an error, with `message`",
  "slow-address":
    "the machine that the request makes or starts has no address, or answers at none, until `ms` have passed",
  "late-in-lists":
    "what the request makes is missing from lists, `lists` times (default 1) or for `ms`; asked for by its id it is there",
} as const;

export type FaultKind = keyof typeof FAULT_KINDS;

/** The kinds that a cloud answers in words of its own. */
const REFUSAL_KINDS = ["quota-reached", "resource-unavailable", "locked"] as const;
export type RefusalKind = (typeof REFUSAL_KINDS)[number];

/** A failure that somebody asked for. */
export const Fault = z
  .object({
    cloud: z.string().optional(),
    method: z.string().toUpperCase().optional(),
    /** Regular expression, looked for anywhere in the path (which begins with the vendor's base path). */
    path: z.string().refine(isRegExp, "must be a regular expression").optional(),
    /** Requests that it would meet and lets pass first. */
    skip: z.int().min(0).optional(),
    times: z.int().min(1).optional(),
    always: z.boolean().optional(),
    kind: z.enum(Object.keys(FAULT_KINDS) as [FaultKind, ...FaultKind[]]),
    status: z.int().min(400).max(599).optional(),
    /** Error code of the vendor. */
    code: z.union([z.string(), z.int()]).optional(),
    message: z.string().optional(),
    /** Seconds, sent as `Retry-After`. */
    retryAfter: z.int().min(0).optional(),
    ms: z.int().min(0).optional(),
    lists: z.int().min(1).optional(),
  })
  .strict()
  .refine((fault) => fault.kind !== "status" || fault.status !== undefined, "kind `status` needs `status`, 400 to 599")
  .refine((fault) => fault.kind !== "delay" || fault.ms !== undefined, "kind `delay` needs `ms`")
  .refine((fault) => fault.kind !== "slow-address" || fault.ms !== undefined, "kind `slow-address` needs `ms`");
export type Fault = z.infer<typeof Fault>;

export function isRefusalKind(kind: FaultKind): kind is RefusalKind {
  return (REFUSAL_KINDS as readonly string[]).includes(kind);
}

/** A request that waits because somebody asked for it. */
export interface HeldRequest {
  cloud: string;
  method: string;
  path: string;
  kind: FaultKind;
}

interface Active {
  fault: Fault;
  skip: number;
  left: number;
}

/** The faults in force, oldest first; each serves `times` requests (default 1), or all when `always` is set. */
export class Faults {
  private active: Active[] = [];
  private readonly waiting = new Map<HeldRequest, PromiseWithResolvers<void>>();

  add(fault: Fault): void {
    const left = fault.always === true ? Number.POSITIVE_INFINITY : (fault.times ?? 1);
    this.active.push({ fault, skip: fault.skip ?? 0, left });
  }

  /** The fault for a request, if any; it is used up by one. */
  take(
    cloud: string,
    { method, path }: { method: string; path: string },
    has: (kind: FaultKind) => boolean = () => true,
  ): Fault | undefined {
    const found = this.active.filter(({ fault }) => has(fault.kind) && matches(fault, cloud, method, path)).find(isDue);
    if (found === undefined) return undefined;
    found.left -= 1;
    this.active = this.active.filter((entry) => entry.left > 0);
    return found.fault;
  }

  /**
   * Waits until the request is let go.
   *
   * @throws ConnectionReset when it is broken off
   */
  async hold(request: HeldRequest): Promise<void> {
    const end = Promise.withResolvers<void>();
    this.waiting.set(request, end);
    await end.promise.finally(() => this.waiting.delete(request));
  }

  held(): HeldRequest[] {
    return [...this.waiting.keys()];
  }

  /** Ends the wait of everything that is held. */
  release(how: "go" | "break"): void {
    for (const end of this.waiting.values()) {
      if (how === "go") end.resolve();
      else end.reject(new ConnectionReset());
    }
  }

  list(): Fault[] {
    return this.active.map(({ fault }) => fault);
  }

  clear(): void {
    this.active = [];
  }
}

/** Whether the request is one that the fault meets; one that it lets pass is counted. */
function isDue(entry: Active): boolean {
  if (entry.skip === 0) return true;
  entry.skip -= 1;
  return false;
}

function matches(fault: Fault, cloud: string, method: string, path: string): boolean {
  return (
    (fault.cloud ?? cloud) === cloud &&
    (fault.method ?? method) === method &&
    (fault.path === undefined || new RegExp(fault.path).test(path))
  );
}

function isRegExp(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}
