import { defineResource, type InputsOf, type StateOf } from "@freehold/provider-kit";
import type { PoolLegacy, PoolLegacyArgs } from "@muhlba91/pulumi-proxmoxve";
import type { ProxmoxClient } from "./client.ts";
import { deleteIfThere } from "./errors.ts";

interface Pool {
  poolid: string;
  comment?: string;
  members?: { id: string; type: string; node?: string; vmid?: number; storage?: string }[];
}

/** `proxmoxve.PoolLegacy`. https://pve.proxmox.com/pve-docs/api-viewer/#/pools */
export const pool = defineResource<ProxmoxClient, InputsOf<PoolLegacyArgs>, StateOf<PoolLegacy>>({
  schema: {
    inputs: {
      comment: { kind: "string", fallback: "" },
      poolId: { kind: "string", required: true, replaces: true },
    },
    outputs: { members: { changesOnUpdate: true } },
  },

  async create({ client, inputs, signal }) {
    await client.post("/pools", { poolid: inputs.poolId, comment: inputs.comment }, signal);
    return { id: inputs.poolId, shown: { members: [] } };
  },

  async read({ client, id, signal }) {
    const found = await client.find<Pool[]>(`/pools?poolid=${encodeURIComponent(id)}`, signal);
    return found?.[0] && { shown: shownPool(found[0]) };
  },

  async update({ client, id, inputs, signal }) {
    await client.put("/pools", { poolid: id, comment: inputs.comment ?? "" }, signal);
    const [found] = await client.get<Pool[]>(`/pools?poolid=${encodeURIComponent(id)}`, signal);
    return shownPool(found ?? { poolid: id });
  },

  async delete({ client, id, signal }) {
    await deleteIfThere(() => client.delete(`/pools?poolid=${encodeURIComponent(id)}`, signal));
  },
});

function shownPool({ poolid, comment = "", members = [] }: Pool) {
  return {
    poolId: poolid,
    comment,
    members: members.map(({ id, type, node = "", vmid = 0, storage = "" }) => ({
      id,
      type,
      nodeName: node,
      vmId: vmid,
      datastoreId: storage,
    })),
  };
}
