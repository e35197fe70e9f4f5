import type { HcloudClient } from "./client.ts";

/** Sets whether the vendor refuses to delete a thing, where that differs from what it does. */
export async function putProtection(
  client: HcloudClient,
  path: string,
  wanted: boolean | undefined,
  live: { protection: { delete: boolean } },
  signal: AbortSignal,
): Promise<void> {
  const protect = wanted ?? false;
  if (protect !== live.protection.delete) await client.act(path, "change_protection", { delete: protect }, signal);
}
