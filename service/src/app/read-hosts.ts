import { FreeholdError, type Host, type HostSlot } from "@freehold/model";
import type { Em } from "../db/em.ts";
import type { HostRow } from "../db/entities/host.ts";
import { type HostLoad, loadByHost, NO_LOAD, slotsOf } from "../db/host-slots.ts";
import { allHosts, findHost } from "../db/hosts.ts";
import { tenantById } from "../db/tenants.ts";
import type { AppContext, Caller } from "./context.ts";
import { hostConnection } from "./host-reach.ts";
import { hostStatus } from "./host-status.ts";
import { assertOperator } from "./operator.ts";

/** Every host with its use, oldest first. @throws FreeholdError `forbidden` */
export async function listHosts(context: AppContext, caller: Caller): Promise<Host[]> {
  assertOperator(caller, "see the hosts");
  const em = context.db.em();
  const load = await loadByHost(em);
  return (await allHosts(em)).map((row) => hostView(context, row, load.get(row.id)));
}

/** @throws FreeholdError `not_found` */
export async function readHost(em: Em, context: AppContext, idOrName: string): Promise<Host> {
  const row = await hostRowOf(em, idOrName);
  return hostView(context, row, (await loadByHost(em)).get(row.id));
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

/** @throws FreeholdError `not_found` */
export async function hostRowOf(em: Em, idOrName: string): Promise<HostRow> {
  const row = await findHost(em, idOrName);
  if (row !== null) return row;
  throw new FreeholdError("not_found", `no host has the id or name "${idOrName}"`, {
    nextStep: "list the hosts with GET /v1/hosts",
  });
}

function hostView(context: AppContext, row: HostRow, used: HostLoad = NO_LOAD): Host {
  const { id, name, cloud, region, address, edge, hostctlVersion, slots, memoryGib, cores } = row;
  const ssh = hostConnection(context, row);
  return {
    id,
    name,
    status: hostStatus(row),
    cloud,
    region,
    address,
    edge,
    ssh: ssh === undefined ? null : { host: ssh.host, port: ssh.port, user: ssh.user, hostKey: ssh.hostKey },
    hostctlVersion,
    capacity: { slots, memoryGib, cores },
    limitStorage: row.limitStorage,
    used,
    health: {
      checkedAt: row.checkedAt?.toISOString() ?? null,
      answeredAt: row.answeredAt?.toISOString() ?? null,
      failedChecks: row.failedChecks,
      failure: row.checkFailure,
      heldBack: row.heldBack,
      deadSince: row.deadSince?.toISOString() ?? null,
    },
    createdAt: row.createdAt.toISOString(),
  };
}
