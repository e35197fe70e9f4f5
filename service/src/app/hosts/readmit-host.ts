import type { HostRow } from "../../db/entities/host.ts";
import { forgetAbandonedSlot, slotsOf } from "../../db/host-slots.ts";
import { lockHosts, markHostAlive } from "../../db/hosts.ts";
import type { Em } from "../../db/kernel/em.ts";
import { lockTenant, setTenantStatus } from "../../db/tenants.ts";
import type { AppContext } from "../context.ts";
import { type HostConnection, runOnHost } from "./run-on-host.ts";

/** Removing a slot stops its containers and deletes its volumes. */
const REMOVE_MS = 120_000;

/** What became of a host that answers again. */
export interface HostReadmission {
  /** Ids of tenants of whom nothing is left there. */
  removed: string[];
  /** What could not be removed; the host stays dead until it can. */
  problem?: string;
}

/**
 * Takes a host back that answers again. What was moved off it is removed first: its containers start by themselves, and no
 * tenant may run twice.
 */
export async function readmitHost(
  context: AppContext,
  host: HostRow,
  connection: HostConnection,
): Promise<HostReadmission> {
  const em = context.db.em();
  const abandoned = (await slotsOf(em, host.id)).filter(({ state }) => state === "abandoned");
  const removed: string[] = [];
  for (const { tenantId } of abandoned) {
    const { code, stdout, stderr } = await runOnHost(connection, `hostctl slot remove ${tenantId}`, REMOVE_MS);
    if (code !== 0) {
      const said = `${stdout}${stderr}`.trim().slice(0, 300);
      return { removed, problem: `hostctl slot remove ${tenantId} ended with ${code}: ${said}` };
    }
    await forgetAbandonedSlot(em, host.id, tenantId);
    removed.push(tenantId);
  }
  const isBack = await context.db.transaction((tx) => reopen(tx, host.id));
  if (!isBack) return { removed, problem: "a tenant was moved off it meanwhile" };
  for (const { tenantId } of await slotsOf(em, host.id)) await context.db.transaction((tx) => revive(tx, tenantId));
  return { removed };
}

/** False when something was abandoned since we looked: the next look removes it. */
async function reopen(em: Em, hostId: string): Promise<boolean> {
  await lockHosts(em);
  if ((await slotsOf(em, hostId)).some(({ state }) => state === "abandoned")) return false;
  await markHostAlive(em, hostId);
  return true;
}

/** A tenant that nobody could move is as well as its host. */
async function revive(em: Em, tenantId: string): Promise<void> {
  const { status, failure } = await lockTenant(em, tenantId);
  if (status === "degraded" && failure?.code === "host_dead")
    await setTenantStatus(em, tenantId, "active", { failure: null });
}
