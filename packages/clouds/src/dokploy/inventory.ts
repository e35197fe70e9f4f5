import { tenantOfComment } from "@freehold/model";
import type { Inventory, InventoryItem } from "../inventory.ts";
import { facts, type ObservedItem } from "../observed-item.ts";
import type { DokployClient, DokployServer } from "./client.ts";

/** The servers of a Dokploy installation that are ours, by their description: they have no labels. The machines themselves are elsewhere. */
export function createDokployInventory(client: DokployClient): Inventory {
  const ours = async () => (await client.servers()).filter((server) => tenantOf(server) !== undefined);
  return {
    cloud: "dokploy",
    listTenantResources: async (tenantId) =>
      (await ours()).filter((server) => tenantOf(server) === tenantId).map(itemOf),
    listManaged: async () => (await ours()).map(observed),
    async find({ id }) {
      const server = await client.server(id);
      return server && observed(server);
    },
    async powerOn() {},
    async powerOff() {},
    async remove({ id }) {
      // Only what says that it is ours: somebody may have taken the server over since it was listed.
      const server = await client.server(id);
      if (server !== undefined && tenantOf(server) !== undefined) await client.removeServer(id);
    },
  };
}

function tenantOf({ description }: DokployServer): string | undefined {
  return tenantOfComment(description ?? undefined);
}

function itemOf(server: DokployServer): InventoryItem {
  const tenantId = tenantOf(server);
  return {
    ...{ cloud: "dokploy", type: "dokploy_server", id: server.serverId, name: server.name },
    ...(tenantId !== undefined && { tenantId }),
  };
}

function observed(server: DokployServer): ObservedItem {
  const { ipAddress, port, description, createdAt } = server;
  const labels = (description ?? "").split(" ").sort();
  return { ...itemOf(server), facts: facts({ content: `${ipAddress}:${port}`, labels, createdAt }) };
}
