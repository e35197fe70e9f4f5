import { type LiveOffer, machineTypesOf } from "@freehold/catalogue";
import type { ProxmoxClient } from "./client.ts";
import { freeMemoryGib, listNodes } from "./nodes.ts";

/** What a cluster has room for now, node by node. Nothing is charged: it is the operator's own. */
export async function readProxmoxOffer(client: ProxmoxClient): Promise<LiveOffer> {
  const nodes = await listNodes(client);
  return {
    regions: nodes.map(({ node, status }) => ({ name: node, available: status === "online" })),
    machineTypes: machineTypesOf("proxmox").map(({ name, memoryGib }) => ({
      name,
      places: nodes.map((node) => {
        const available = node.status === "online" && freeMemoryGib(node) >= memoryGib;
        return { region: node.node, available, perHour: 0, perMonth: 0 };
      }),
    })),
  };
}
