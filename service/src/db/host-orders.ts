import { LockMode } from "@mikro-orm/core";
import { HostOrderRow } from "./entities/host-order.ts";
import { change, type Em, FRESH } from "./kernel/em.ts";

export async function insertHostOrder(em: Em, row: HostOrderRow): Promise<void> {
  await em.insert(HostOrderRow, row);
}

/** Every order of which something may be left, oldest first. */
export async function hostOrders(em: Em): Promise<HostOrderRow[]> {
  return em.find(HostOrderRow, {}, { ...FRESH, orderBy: { createdAt: "asc", id: "asc" } });
}

/** Those that are built in an account. */
export async function hostOrdersIn(em: Em, accountId: string): Promise<HostOrderRow[]> {
  return em.find(HostOrderRow, { accountId }, FRESH);
}

/** By id or by name. */
export async function findHostOrder(em: Em, idOrName: string): Promise<HostOrderRow | null> {
  return em.findOne(HostOrderRow, { $or: [{ id: idOrName }, { name: idOrName }] }, FRESH);
}

/** @throws Error when there is none: operations of a host have one until they end. */
export async function hostOrderById(em: Em, id: string): Promise<HostOrderRow> {
  return em.findOneOrFail(HostOrderRow, { id }, FRESH);
}

/** Reads the row and keeps it from changing until the transaction ends; null when the host is gone. */
export async function lockHostOrder(em: Em, id: string): Promise<HostOrderRow | null> {
  return em.findOne(HostOrderRow, { id }, { ...FRESH, lockMode: LockMode.PESSIMISTIC_WRITE });
}

export async function changeHostOrder(
  em: Em,
  id: string,
  changes: Partial<Pick<HostOrderRow, "status" | "failure" | "costPerMonth">>,
): Promise<void> {
  await em.nativeUpdate(HostOrderRow, { id }, changes);
}

export async function deleteHostOrder(em: Em, id: string): Promise<void> {
  await change(em, "delete from host_orders where id = ?", [id]);
}
