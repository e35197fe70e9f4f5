import { FreeholdError, type Host, type HostSlot } from "@freehold/model";
import type { HostRow } from "../../db/entities/host.ts";
import { findHostOrder, hostOrders } from "../../db/host-orders.ts";
import { loadByHost, slotsOf } from "../../db/host-slots.ts";
import { allHosts, findHost } from "../../db/hosts.ts";
import type { Em } from "../../db/kernel/em.ts";
import { tenantById } from "../../db/tenants.ts";
import { assertOperator } from "../access/operator.ts";
import type { AppContext, Caller } from "../context.ts";
import { hostView, orderedHostView } from "./host-view.ts";

/** Every host with its use, oldest first; those that are being built or destroyed after those that take slots. @throws FreeholdError `forbidden` */
export async function listHosts(context: AppContext, caller: Caller): Promise<Host[]> {
  assertOperator(caller, "see the hosts");
  const em = context.db.em();
  const load = await loadByHost(em);
  const orders = new Map((await hostOrders(em)).map((order) => [order.id, order]));
  const hosts = await allHosts(em);
  const taking = hosts.map((row) => hostView(context, row, orders.get(row.id), load.get(row.id)));
  for (const { id } of hosts) orders.delete(id);
  return [...taking, ...[...orders.values()].map(orderedHostView)];
}

/** @throws FreeholdError `not_found` */
export async function readHost(em: Em, context: AppContext, idOrName: string): Promise<Host> {
  const [row, order] = [await findHost(em, idOrName), await findHostOrder(em, idOrName)];
  if (row !== null) return hostView(context, row, order ?? undefined, (await loadByHost(em)).get(row.id));
  if (order !== null) return orderedHostView(order);
  throw noHost(idOrName);
}

/** The slots of a host, oldest first. @throws FreeholdError `forbidden`, `not_found` */
export async function readSlots(context: AppContext, caller: Caller, idOrName: string): Promise<HostSlot[]> {
  assertOperator(caller, "see the hosts");
  const em = context.db.em();
  const { id } = await hostRowOf(em, idOrName);
  const slots = await slotsOf(em, id);
  return Promise.all(
    slots.map(async ({ tenantId, memoryGib, cores, state, since }) => {
      const { name, size } = await tenantById(em, tenantId);
      return { tenantId, tenantName: name, size, memoryGib, cores, state, since: since.toISOString() };
    }),
  );
}

/** A host that takes slots. @throws FreeholdError `not_found`, and `operation_in_progress` for one that does not yet or any more */
export async function hostRowOf(em: Em, idOrName: string): Promise<HostRow> {
  const row = await findHost(em, idOrName);
  if (row !== null) return row;
  const order = await findHostOrder(em, idOrName);
  if (order === null) throw noHost(idOrName);
  const { id, name, status } = orderedHostView(order);
  throw new FreeholdError("operation_in_progress", `host "${name}" takes no slots: it is ${status}`, {
    nextStep: `see GET /v1/hosts/${id}`,
  });
}

function noHost(idOrName: string): FreeholdError {
  return new FreeholdError("not_found", `no host has the id or name "${idOrName}"`, {
    nextStep: "list the hosts with GET /v1/hosts",
  });
}
