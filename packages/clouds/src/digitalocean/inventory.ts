import type { Inventory, InventoryItem } from "../inventory.ts";
import { facts, type ObservedItem, withoutFacts } from "../observed-item.ts";
import type { DigitaloceanClient } from "./client.ts";
import { DIGITALOCEAN_KINDS, type DigitaloceanKind } from "./kinds.ts";
import { ownerOf } from "./owner-of.ts";
import type { Resource } from "./schemas.ts";

/** What a DigitalOcean team holds, by tag, and by name or droplet where there are no tags. */
export function createDigitaloceanInventory(client: DigitaloceanClient): Inventory {
  const listAll = async (kinds: readonly DigitaloceanKind[]): Promise<ObservedItem[]> => {
    const lists = await Promise.all(
      kinds.map(async (kind) =>
        (await client.list(kind.type)).flatMap((resource) => {
          const item = itemOf(kind, resource);
          return item === undefined ? [] : [observed(kind, item, resource)];
        }),
      ),
    );
    return lists.flat();
  };
  const ofTenants = DIGITALOCEAN_KINDS.filter((kind) => kind.ofTenants);
  return {
    cloud: "digitalocean",
    listManaged: (types) => listAll(DIGITALOCEAN_KINDS.filter(({ type }) => types?.includes(type) ?? true)),
    // One way to recognise whose something is, for all kinds: the vendor filters only some of them by tag.
    listTenantResources: async (tenantId) =>
      (await listAll(ofTenants)).filter((item) => item.tenantId === tenantId).map(withoutFacts),
    async find(item) {
      const kind = kindOf(item.type);
      const resource = await client.get(kind.type, item.id);
      if (resource === undefined) return undefined;
      const { tenantId: _, ...known } = item;
      return observed(kind, itemOf(kind, resource) ?? { ...known, name: resource.name ?? item.name }, resource);
    },
    async powerOn({ type, id }) {
      if (type !== "droplet") return;
      const droplet = await client.get("droplet", id);
      if (droplet !== undefined && droplet.status !== "active") await client.act("droplet", id, { type: "power_on" });
    },
    async powerOff({ type, id }) {
      if (type !== "droplet") return;
      const droplet = await client.get("droplet", id);
      if (droplet !== undefined && droplet.status !== "off") await client.act("droplet", id, { type: "power_off" });
    },
    async remove(item) {
      const kind = kindOf(item.type);
      const resource = await client.get(kind.type, item.id);
      if (resource === undefined) return;
      await release(client, kind, item.id, resource);
      await client.remove(kind.type, item.id);
    },
  };
}

/** Undoes what would make the vendor refuse the deletion. */
async function release(
  client: DigitaloceanClient,
  { type }: DigitaloceanKind,
  id: string,
  resource: Resource,
): Promise<void> {
  if (type === "volume") {
    for (const dropletId of resource.droplet_ids ?? []) {
      await client.act("volume", id, { type: "detach", droplet_id: dropletId });
    }
  }
  if (type === "reserved_ip" && resource.droplet != null) await client.act("reserved_ip", id, { type: "unassign" });
}

/** Undefined for what is not Freehold's. */
function itemOf(kind: DigitaloceanKind, resource: Resource): InventoryItem | undefined {
  const owner = ownerOf(kind, resource);
  if (owner === undefined) return undefined;
  const id = String(resource.id ?? resource.ip ?? resource.name);
  return {
    cloud: "digitalocean",
    type: kind.type,
    id,
    name: resource.name ?? id,
    ...(owner === "account" ? {} : owner),
  };
}

function kindOf(type: string): DigitaloceanKind {
  const kind = DIGITALOCEAN_KINDS.find((each) => each.type === type);
  if (kind === undefined) throw new Error(`digitalocean has no resources of type ${type}`);
  return kind;
}

/** The vendor's states of a droplet that last. */
const POWER: Readonly<Record<string, "on" | "off">> = { active: "on", off: "off" };

function observed(kind: DigitaloceanKind, item: InventoryItem, resource: Resource): ObservedItem {
  const { status, size_slug, region, size_gigabytes, tags, created_at } = resource;
  const isDroplet = kind.type === "droplet";
  return {
    ...item,
    facts: facts({
      power: isDroplet && status ? POWER[status] : undefined,
      machineType: isDroplet ? (size_slug ?? undefined) : undefined,
      region: region?.slug,
      sizeGib: kind.type === "volume" ? (size_gigabytes ?? undefined) : undefined,
      labels: tags ? [...tags].sort() : undefined,
      createdAt: created_at ?? undefined,
    }),
  };
}
