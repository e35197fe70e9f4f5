import { z } from "zod";

/**
 * A failure that somebody asked for.
 *
 * - `status`: the cloud answers this status in the vendor's own error form, and does nothing
 * - `reset-before`: the connection breaks, nothing was done
 * - `reset-after`: the cloud acts, then the connection breaks: the answer is lost
 * - `delay`: the cloud thinks for `ms` first
 */
export const Fault = z
  .object({
    cloud: z.string().optional(),
    method: z.string().toUpperCase().optional(),
    /** Regular expression, looked for anywhere in the path (which begins with the vendor's base path). */
    path: z.string().refine(isRegExp, "must be a regular expression").optional(),
    times: z.int().min(1).optional(),
    always: z.boolean().optional(),
    kind: z.enum(["status", "reset-before", "reset-after", "delay"]),
    status: z.int().min(400).max(599).optional(),
    /** Error code of the vendor. */
    code: z.union([z.string(), z.int()]).optional(),
    message: z.string().optional(),
    /** Seconds, sent as `Retry-After`. */
    retryAfter: z.int().min(0).optional(),
    ms: z.int().min(0).optional(),
  })
  .strict()
  .refine((fault) => fault.kind !== "status" || fault.status !== undefined, "kind `status` needs `status`, 400 to 599")
  .refine((fault) => fault.kind !== "delay" || fault.ms !== undefined, "kind `delay` needs `ms`");
export type Fault = z.infer<typeof Fault>;

/** The faults in force, oldest first; each serves `times` requests (default 1), or all when `always` is set. */
export class Faults {
  private active: { fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.active.push({ fault, left: fault.always === true ? Number.POSITIVE_INFINITY : (fault.times ?? 1) });
  }

  /** The fault for a request, if any; it is used up by one. */
  take(cloud: string, method: string, path: string): Fault | undefined {
    const found = this.active.find(({ fault }) => matches(fault, cloud, method, path));
    if (found === undefined) return undefined;
    found.left -= 1;
    this.active = this.active.filter((entry) => entry.left > 0);
    return found.fault;
  }

  list(): Fault[] {
    return this.active.map(({ fault }) => fault);
  }

  clear(): void {
    this.active = [];
  }
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
