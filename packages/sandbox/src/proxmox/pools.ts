import { z } from "zod";
import { type Cluster, data, operation } from "./cluster.ts";
import { died } from "./errors.ts";
import { Flag, PoolId } from "./parameters.ts";
import type { Pool } from "./rows.ts";

const CreatePool = z.strictObject({ poolid: PoolId, comment: z.string().optional() });
const ChangePool = z.strictObject({
  poolid: PoolId.optional(),
  comment: z.string().optional(),
  vms: z.string().optional(),
  delete: Flag.optional(),
  "allow-move": Flag.optional(),
});
type ChangePool = z.infer<typeof ChangePool>;

// https://pve.proxmox.com/pve-docs/api-viewer/#/pools
const list = operation("GET /pools", ({ account: { cluster }, query }) => {
  const asked = query.get("poolid");
  if (asked !== null) return data([{ ...wirePool(existing(cluster, asked)), members: membersOf(cluster, asked) }]);
  return data([...cluster.pools.values()].map(wirePool));
});

const create = operation("POST /pools", CreatePool, ({ account: { cluster }, body }) => {
  if (cluster.pools.has(body.poolid)) throw died(`create pool failed: pool '${body.poolid}' already exists`);
  cluster.pools.set(body.poolid, { poolid: body.poolid, comment: body.comment ?? "" });
  return data(null);
});

const change = operation("PUT /pools", ChangePool, ({ account: { cluster }, body }) =>
  changePool(cluster, body.poolid ?? "", body),
);

const remove = operation("DELETE /pools", ({ account: { cluster }, query }) =>
  removePool(cluster, query.get("poolid") ?? ""),
);

// https://pve.proxmox.com/pve-docs/api-viewer/#/pools/{poolid}
const read = operation("GET /pools/{poolid}", ({ account: { cluster }, params }) => {
  const { comment, poolid } = existing(cluster, params.poolid ?? "");
  return data({ ...(comment === "" ? {} : { comment }), members: membersOf(cluster, poolid) });
});

const changeNamed = operation("PUT /pools/{poolid}", ChangePool, ({ account: { cluster }, params, body }) =>
  changePool(cluster, params.poolid ?? "", body),
);

const removeNamed = operation("DELETE /pools/{poolid}", ({ account: { cluster }, params }) =>
  removePool(cluster, params.poolid ?? ""),
);

export const poolOperations = [list, create, change, remove, read, changeNamed, removeNamed];

/** The pool, or the vendor's error. */
export function existing(cluster: Cluster, poolid: string): Pool {
  const pool = cluster.pools.get(poolid);
  if (pool === undefined) throw died(`no such pool '${poolid}'`);
  return pool;
}

function changePool(cluster: Cluster, poolid: string, body: ChangePool) {
  const pool = existing(cluster, poolid);
  const ids = (body.vms ?? "").split(/[,; ]+/).filter((id) => id !== "");
  for (const id of ids) {
    const guest = cluster.guests.get(Number(id));
    if (guest === undefined) throw died(`VM ${id} does not exist`);
    const isMember = guest.pool === poolid;
    if (body.delete === true && !isMember) throw died(`VM ${id} is not a pool member`);
    if (body.delete !== true && isMember) throw died(`VM ${id} is already a pool member`);
    if (body.delete !== true && guest.pool !== undefined && body["allow-move"] !== true)
      throw died(`VM ${id} belongs already to pool '${guest.pool}' and allow-move is not set`);
    guest.pool = body.delete === true ? undefined : poolid;
  }
  if (body.comment !== undefined) pool.comment = body.comment;
  return data(null);
}

function removePool(cluster: Cluster, poolid: string) {
  existing(cluster, poolid);
  if (membersOf(cluster, poolid).length > 0) throw died(`delete pool failed: pool '${poolid}' is not empty`);
  cluster.pools.delete(poolid);
  return data(null);
}

function wirePool({ poolid, comment }: Pool) {
  return { poolid, ...(comment === "" ? {} : { comment }) };
}

function membersOf(cluster: Cluster, poolid: string) {
  return [...cluster.guests.values()]
    .filter(({ pool }) => pool === poolid)
    .map(({ id, kind, node, status }) => ({ id: `${kind}/${id}`, type: kind, node, vmid: id, status }));
}
