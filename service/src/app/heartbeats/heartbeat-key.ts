import { generateSigningSecret } from "../../crypto/signed-message.ts";
import { findHeartbeatKey, keepHeartbeatKey } from "../../db/heartbeats.ts";
import type { AppContext } from "../context.ts";
import { openHeartbeatKey, sealHeartbeatKey } from "../secrets/sealed.ts";

type KeyContext = Pick<AppContext, "db" | "envelope" | "heartbeats">;

/** Path of the route that machines report to. */
export const HEARTBEAT_PATH = "/v1/heartbeats";

/** Makes what a tenant's machine will sign with, when machines are to report. One that is there stays. */
export async function ensureHeartbeatKey({ db, envelope, heartbeats }: KeyContext, tenantId: string): Promise<void> {
  if (heartbeats.publicUrl === undefined) return;
  await keepHeartbeatKey(db.em(), tenantId, sealHeartbeatKey(envelope, tenantId, generateSigningSecret()));
}

/** Where a tenant's machine reports, and with what it signs; undefined for one that was provisioned without. */
export async function heartbeatOf(
  { db, envelope, heartbeats }: KeyContext,
  tenantId: string,
): Promise<{ url: string; key: string } | undefined> {
  if (heartbeats.publicUrl === undefined) return undefined;
  const sealed = await findHeartbeatKey(db.em(), tenantId);
  if (sealed === null) return undefined;
  const url = new URL(HEARTBEAT_PATH, heartbeats.publicUrl).href;
  return { url, key: openHeartbeatKey(envelope, tenantId, sealed) };
}
