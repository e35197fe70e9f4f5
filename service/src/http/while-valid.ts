import type { Permission } from "@freehold/model";
import { isStillValid } from "../app/access/is-still-valid.ts";
import type { AppContext, Caller } from "../app/context.ts";

/** A stream of a key that was revoked goes on for that long at most. */
const CHECK_EVERY_MS = 1_000;

/**
 * Does something that takes long for a caller, and has it stopped when the caller's key is revoked, expires, or loses the permission.
 *
 * @param work Ends when its signal is aborted
 */
export async function whileValid(
  app: AppContext,
  caller: Caller,
  permission: Permission,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const ended = new AbortController();
  let checking = false;
  const check = async (): Promise<void> => {
    if (checking) return;
    checking = true;
    // A database that is away says nothing about the key; what is followed cannot be read then either.
    const valid = await isStillValid(app.db.em(), app, caller, permission).catch(() => true);
    checking = false;
    if (!valid) ended.abort();
  };
  const timer = setInterval(() => void check(), CHECK_EVERY_MS);
  try {
    await work(ended.signal);
  } finally {
    clearInterval(timer);
  }
}
