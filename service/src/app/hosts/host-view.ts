import type { Host } from "@freehold/model";
import type { HostRow } from "../../db/entities/host.ts";
import type { HostOrderRow } from "../../db/entities/host-order.ts";
import { type HostLoad, NO_LOAD } from "../../db/host-slots.ts";
import type { AppContext } from "../context.ts";
import { hostConnection } from "./host-connection.ts";
import { hostStatus } from "./host-status.ts";

/** A host that takes slots, as the API shows it. */
export function hostView(
  context: AppContext,
  row: HostRow,
  order: HostOrderRow | undefined,
  used: HostLoad = NO_LOAD,
): Host {
  const { id, name, cloud, region, address, edge, hostctlVersion, slots, memoryGib, cores } = row;
  const ssh = hostConnection(context, row);
  return {
    ...{ id, name, status: hostStatus(row), cloud, region, address, edge },
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
      trouble: row.trouble,
      troubleSince: row.troubleSince?.toISOString() ?? null,
      heldBack: row.heldBack,
      deadSince: row.deadSince?.toISOString() ?? null,
      declaredDeadBy: row.declaredDeadBy,
    },
    order: order === undefined ? null : orderView(order),
    createdAt: row.createdAt.toISOString(),
  };
}

/** A host that is ordered and does not take slots: not yet, or not any more. */
export function orderedHostView(order: HostOrderRow): Host {
  const { id, name, status, cloud, region, slots, memoryGib, cores, limitStorage } = order;
  return {
    // Ready is what has a row among the hosts.
    ...{ id, name, status: status === "ready" ? "destroying" : status, cloud, region },
    ...{ address: null, edge: true, ssh: null, hostctlVersion: null },
    capacity: { slots, memoryGib, cores },
    limitStorage,
    used: NO_LOAD,
    health: {
      ...{ checkedAt: null, answeredAt: null, failedChecks: 0, failure: null },
      ...{ trouble: null, troubleSince: null, heldBack: false, deadSince: null, declaredDeadBy: null },
    },
    order: orderView(order),
    createdAt: order.createdAt.toISOString(),
  };
}

function orderView({ size, machineType, accountId, costPerMonth, failure }: HostOrderRow): Host["order"] {
  return { size, machineType, accountId, costPerMonth, failure };
}
