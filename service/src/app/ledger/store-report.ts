import type { DriftFinding } from "@freehold/model";
import { announceEvent } from "../../db/announced-events.ts";
import { openOperationsOfTenant } from "../../db/operations.ts";
import { noteOrphan, openOrphans, setOrphanStatus } from "../../db/orphans.ts";
import { readFleet, readTenantLedger, recordDrift } from "../../db/tenant-ledgers.ts";
import { lockTenant } from "../../db/tenants.ts";
import { OPERATOR_ORGANIZATION } from "../access/operator.ts";
import type { AppContext } from "../context.ts";
import type { OrphanSuspect, TenantSuspect } from "./compare.ts";
import { orphanCost } from "./orphan-cost.ts";
import type { LedgerPlace } from "./place.ts";
import { driftCondition, recordCondition } from "./record-condition.ts";
import type { PlaceReport } from "./sweep-place.ts";

/** What a sweep has changed in what is known. */
export interface StoredReport {
  /** Ids of the tenants in which something is not as it should be, in this place. */
  drifted: string[];
  /** Names of orphans that are new. */
  newOrphans: string[];
}

/** Writes down what a sweep of a place found, tenant by tenant, and what it found no more. */
export async function storeReport(
  context: AppContext,
  place: Pick<LedgerPlace, "id">,
  report: PlaceReport,
): Promise<StoredReport> {
  const found = Map.groupBy(report.suspects.filter(isOfTenant), ({ tenantId }) => tenantId);
  const fleet = await readFleet(context.db.em());
  const affected = fleet.filter(
    ({ id, drift, conditions }) =>
      report.judged.has(id) &&
      (found.has(id) || drift.some((finding) => finding.place === place.id) || conditions.drift?.status !== "ok"),
  );
  for (const { id } of affected) await storeDrift(context, place.id, id, found.get(id) ?? []);
  const orphans = report.suspects.filter((suspect) => !isOfTenant(suspect));
  return { drifted: [...found.keys()], newOrphans: await storeOrphans(context, place.id, report, orphans) };
}

async function storeDrift(
  { db, now }: AppContext,
  place: string,
  tenantId: string,
  suspects: readonly TenantSuspect[],
): Promise<void> {
  await db.transaction(async (em) => {
    const tenant = await lockTenant(em, tenantId);
    if ((await openOperationsOfTenant(em, tenantId)).length > 0) return;
    const { drift } = await readTenantLedger(em, tenantId);
    const elsewhere = drift.filter((finding) => finding.place !== place);
    const here = suspects.map((suspect) => findingOf(place, suspect, drift, now()));
    const findings = [...elsewhere, ...here];
    await recordDrift(em, tenantId, findings);
    const condition = driftCondition(findings);
    if (!(await recordCondition(em, tenant, "drift", condition, now())) || condition.status === "ok") return;
    const data = { tenantId, name: tenant.name, status: condition.status, reason: condition.reason };
    await announceEvent(em, { organization: tenant.organization, type: "tenant.drifted", subject: tenantId, data });
  });
}

function findingOf(
  place: string,
  { item, meaning, differences }: TenantSuspect,
  before: readonly DriftFinding[],
  now: Date,
): DriftFinding {
  const { cloud, type, id, name } = item;
  const known = before.find((finding) => finding.cloud === cloud && finding.type === type && finding.id === id);
  const reported = differences.map(({ field, expected, found }) => ({ field, expected, found }));
  return { place, cloud, type, id, name, meaning, differences: reported, since: known?.since ?? now.toISOString() };
}

async function storeOrphans(
  { db, newId }: AppContext,
  place: string,
  { leftOut, organizations }: PlaceReport,
  suspects: readonly OrphanSuspect[],
): Promise<string[]> {
  const isNew: string[] = [];
  const there = new Set<string>();
  for (const { kind, tenantId, item } of suspects) {
    there.add(`${item.type} ${item.id}`);
    const organization = organizations.get(tenantId) ?? null;
    const { cloud, type, id: itemId, name, facts } = item;
    const cost = orphanCost(item);
    await db.transaction(async (em) => {
      const id = newId("or");
      const orphan = { id, kind, place, cloud, type, itemId, name, tenantId, organization, facts, cost };
      if (!(await noteOrphan(em, orphan))) return;
      isNew.push(`${cloud} ${type} ${name}`);
      const data = { orphanId: id, cloud, type, name, tenantId, costPerMonth: cost?.perMonth ?? null };
      await announceEvent(em, {
        organization: organization ?? OPERATOR_ORGANIZATION,
        type: "orphan.found",
        subject: id,
        data,
      });
    });
  }
  for (const orphan of await openOrphans(db.em(), { place })) {
    const isSeen = there.has(`${orphan.type} ${orphan.itemId}`) || leftOut.has(orphan.tenantId ?? "");
    if (!isSeen) await setOrphanStatus(db.em(), orphan.id, ["seen", "quarantined"], "gone");
  }
  return isNew;
}

function isOfTenant(suspect: OrphanSuspect | TenantSuspect): suspect is TenantSuspect {
  return suspect.kind === "tenant";
}
