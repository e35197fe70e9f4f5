import type { Inventory, InventoryItem } from "../inventory.ts";
import type { DigitaloceanClient } from "./client.ts";
import { DIGITALOCEAN_KINDS, type DigitaloceanKind } from "./kinds.ts";
import { ownerOf } from "./ownership.ts";
import type { Resource } from "./schemas.ts";

/** What a DigitalOcean team holds, by tag, and by name where there are no tags. */
export function createDigitaloceanInventory(client: DigitaloceanClient): Inventory {
  const listManaged = async (): Promise<InventoryItem[]> => {
    const lists = await Promise.all(
      DIGITALOCEAN_KINDS.map(async (kind) =>
        (await client.list(kind.type)).flatMap((resource) => itemOf(kind, resource) ?? []),
      ),
    );
    return lists.flat();
  };
  return {
    cloud: "digitalocean",
    listManaged,
    // One way to tell whose something is, for all kinds: the vendor filters only some of them by tag.
    listTenantResources: async (tenantId) => (await listManaged()).filter((item) => item.tenantId === tenantId),
    async remove(item) {
      const kind = DIGITALOCEAN_KINDS.find((each) => each.type === item.type);
      if (kind === undefined) throw new Error(`digitalocean has no resources of type ${item.type}`);
      const resource = await client.get(kind.type, item.id);
      if (resource === undefined) return;
      if (kind.type === "volume") {
        for (const dropletId of resource.droplet_ids ?? []) await client.detach(item.id, dropletId);
      }
      await client.remove(kind.type, item.id);
    },
  };
}

/** Undefined for what is not Freehold's. */
function itemOf(kind: DigitaloceanKind, resource: Resource): InventoryItem | undefined {
  const owner = ownerOf(kind, resource);
  if (owner === undefined) return undefined;
  return {
    cloud: "digitalocean",
    type: kind.type,
    id: String(resource.id ?? resource.name),
    name: resource.name,
    ...(owner === "account" ? {} : owner),
  };
}
