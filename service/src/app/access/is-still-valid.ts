import type { Permission } from "@freehold/model";
import { findLiveApiKey } from "../../db/api-keys.ts";
import type { Em } from "../../db/kernel/em.ts";
import type { AppContext, Caller } from "../context.ts";
import { permissionsOf } from "./permissions.ts";

/**
 * Whether the caller's key has neither been revoked nor expired since the request was let in.
 *
 * @param needed A permission that it must still have. @default - none
 */
export async function isStillValid(
  em: Em,
  { now }: Pick<AppContext, "now">,
  { keyId }: Caller,
  needed?: Permission,
): Promise<boolean> {
  const key = await findLiveApiKey(em, keyId);
  if (key === null || (key.expiresAt !== null && key.expiresAt <= now())) return false;
  return needed === undefined || permissionsOf(key.role, key.scopes).has(needed);
}
