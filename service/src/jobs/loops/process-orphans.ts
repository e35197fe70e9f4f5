import { setTimeout as pause } from "node:timers/promises";
import { createInventory, type Inventory, type InventoryItem } from "@freehold/clouds";
import { FreeholdError, isFreeholdError, kindOfItem } from "@freehold/model";
import { OPERATOR_ORGANIZATION } from "../../app/access/operator.ts";
import { accessOf, type LedgerPlace, ledgerPlaces } from "../../app/ledger/place.ts";
import { recordAudit } from "../../db/audit.ts";
import { giveUpAdoptions, type OrphanRow, openOrphans, quarantineOrphans, setOrphanStatus } from "../../db/orphans.ts";
import type { LedgerOptions } from "./ledger-options.ts";

/**
 * Quarantines orphans after their grace period and removes those whose removal was decided.
 *
 * @param mayDecide Whether the service may decide a removal in a place by itself, where the settings say so; never of things of unknown tenants
 */
export async function processOrphans(
  options: LedgerOptions,
  { mayDecide, signal }: { mayDecide: (place: string) => boolean; signal: AbortSignal },
): Promise<void> {
  const { app, log } = options;
  await giveUpAdoptions(app.db.em());
  const quarantined = await quarantineOrphans(app.db.em(), app.ledger.orphanGraceMs);
  if (quarantined.length > 0)
    log.warn({ orphans: quarantined.map(({ id, type, name }) => `${id} ${type} ${name}`) }, "orphans are quarantined");
  await decideRemovals(options, mayDecide);
  const removing = await openOrphans(app.db.em(), { status: "removing" });
  if (removing.length === 0) return;
  const places = await ledgerPlaces(app);
  for (const orphan of removing) {
    if (signal.aborted) return;
    await removeOne(
      options,
      orphan,
      places.find(({ id }) => id === orphan.place),
      signal,
    );
  }
}

async function decideRemovals({ app }: LedgerOptions, mayDecide: (place: string) => boolean): Promise<void> {
  const { orphanGraceMs, orphanRemovalMs } = app.ledger;
  if (orphanRemovalMs === undefined) return;
  const since = app.now().getTime() - orphanGraceMs - orphanRemovalMs;
  for (const orphan of await openOrphans(app.db.em(), { status: "quarantined" })) {
    if (!mayDecide(orphan.place)) continue;
    if (orphan.kind === "unknown_tenant" || orphan.firstSeenAt.getTime() > since) continue;
    await app.db.transaction(async (em) => {
      if (!(await setOrphanStatus(em, orphan.id, ["quarantined"], "removing"))) return;
      await audit(em, orphan, "decideOrphanRemoval");
    });
  }
}

async function removeOne(
  { app, gateway, log, confirmMs }: LedgerOptions,
  orphan: OrphanRow,
  place: LedgerPlace | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (place?.target === undefined) {
    await setOrphanStatus(app.db.em(), orphan.id, ["removing"], "quarantined", place?.failure ?? "its place is gone");
    return;
  }
  const session = gateway.openSession(orphan.id, () => !signal.aborted, { signal, isOwn: true });
  try {
    const inventory = createInventory(accessOf(place, await session.through(place.target)));
    await assertOrphaned(app.db, orphan);
    await removeForGood(inventory, itemOf(orphan), confirmMs, signal);
    await app.db.transaction(async (em) => {
      await setOrphanStatus(em, orphan.id, ["removing"], "removed");
      await audit(em, orphan, "removeOrphan");
    });
    log.warn({ orphan: orphan.id, item: `${orphan.cloud} ${orphan.type} ${orphan.itemId}` }, "an orphan was removed");
  } catch (error) {
    // Its removal stays decided: the next process goes on with it.
    if (signal.aborted) return;
    if (!isFreeholdError(error)) throw error;
    log.error({ err: error, orphan: orphan.id }, "an orphan could not be removed");
    await setOrphanStatus(app.db.em(), orphan.id, ["removing"], "quarantined", error.message);
  } finally {
    session.end();
  }
}

/** It may have become a tenant's since it was found: then it is none, whoever decided. */
async function assertOrphaned(db: LedgerOptions["app"]["db"], { cloud, type, itemId }: OrphanRow): Promise<void> {
  const [owner] = await db.em().execute<{ tenant_id: string }[]>(
    `select l.tenant_id from tenant_ledgers l join tenants t on t.id = l.tenant_id
      where t.status <> 'destroyed' and l.holdings @> ?::jsonb limit 1`,
    [JSON.stringify([{ cloud, type, id: itemId }])],
  );
  if (owner === undefined) return;
  throw new FreeholdError("illegal_transition", `it is tenant ${owner.tenant_id}'s by now`, {
    nextStep: "destroy the tenant, when it is to go",
  });
}

/** Done when the cloud has answered twice, some seconds apart, that it is gone. @throws FreeholdError `leftovers_found` */
async function removeForGood(
  inventory: Inventory,
  item: InventoryItem,
  confirmMs: number,
  signal: AbortSignal,
): Promise<void> {
  await inventory.remove(item);
  for (const last of [false, true]) {
    if ((await inventory.find(item)) !== undefined)
      throw new FreeholdError("leftovers_found", `${item.cloud} ${item.type} ${item.name} is still there`, {
        nextStep: "remove it again, or at the cloud by hand",
      });
    if (!last) await pause(confirmMs, undefined, { signal });
  }
}

function itemOf({ cloud, type, itemId, name, tenantId }: OrphanRow): InventoryItem {
  return { ...kindOfItem({ cloud, type }).item, id: itemId, name, ...(tenantId !== null && { tenantId }) };
}

async function audit(
  em: Parameters<typeof recordAudit>[0],
  { id, organization, cloud, type, itemId, name }: OrphanRow,
  action: string,
): Promise<void> {
  await recordAudit(em, {
    ...{ organization: organization ?? OPERATOR_ORGANIZATION, actor: "system:ledger", action, subject: id },
    detail: { cloud, type, itemId, name },
  });
}
