import { FreeholdError } from "@freehold/model";
import type { AppContext, Caller } from "../context.ts";
import { wrongKey } from "./wrong-key.ts";

/**
 * When a key ends that the caller makes or changes: never after the caller's own.
 *
 * @param asked ISO 8601. Null: when it is revoked. @default - the caller's own end
 * @throws FreeholdError `invalid_request` for a time that is over, `forbidden` for one after the caller's own end
 */
export function endOfGiven({ now }: Pick<AppContext, "now">, caller: Caller, asked?: string | null): Date | null {
  if (asked === undefined) return caller.expiresAt;
  const end = asked === null ? null : new Date(asked);
  if (end !== null && end <= now()) throw wrongKey("/expiresAt", `must be in the future, got ${asked}`);
  if (!outlasts(end, caller.expiresAt)) return end;
  throw new FreeholdError(
    "forbidden",
    `the API key ends at ${caller.expiresAt?.toISOString()}, and gives nothing beyond that`,
    {
      errors: [{ pointer: "/expiresAt", detail: `must not be after the end of the key that asks, got ${asked}` }],
      nextStep: "leave expiresAt out, which gives the same end, or use a key that ends later",
    },
  );
}

/** Whether one end, null for none, is after another. */
export function outlasts(end: Date | null, other: Date | null): boolean {
  return other !== null && (end === null || end > other);
}
