import { LABEL_MANAGED_BY, LABEL_TENANT, tenantSelector } from "@freehold/model";
import type { Inventory, InventoryItem } from "../inventory.ts";
import { facts, labelWords, type ObservedItem, withoutFacts } from "../observed-item.ts";
import type { HetznerClient } from "./client.ts";
import { HETZNER_KINDS, type HetznerKind } from "./kinds.ts";
import type { Resource } from "./schemas.ts";

/** What a Hetzner project holds, by label. */
export function createHetznerInventory(client: HetznerClient): Inventory {
  const listAll = async (kinds: readonly HetznerKind[], selector: string): Promise<ObservedItem[]> => {
    const lists = await Promise.all(
      kinds.map(async (kind) => (await client.list(kind.type, selector)).map((resource) => observed(kind, resource))),
    );
    return lists.flat();
  };
  return {
    cloud: "hetzner",
    listTenantResources: async (tenantId) => {
      const kinds = HETZNER_KINDS.filter(({ ofTenants }) => ofTenants);
      return (await listAll(kinds, tenantSelector(tenantId))).map(withoutFacts);
    },
    listManaged: (types) => {
      const kinds = HETZNER_KINDS.filter(({ type }) => types?.includes(type) ?? true);
      return listAll(kinds, `${LABEL_MANAGED_BY}=freehold`);
    },
    async find(item) {
      const kind = kindOf(item.type);
      const resource = await client.get(kind.type, item.id);
      return resource && observed(kind, resource);
    },
    async powerOn({ type, id }) {
      if (type !== "server") return;
      const server = await client.get("server", id);
      if (server !== undefined && server.status !== "running") await client.act("server", id, "poweron");
    },
    async powerOff({ type, id }) {
      if (type !== "server") return;
      const server = await client.get("server", id);
      if (server !== undefined && server.status !== "off") await client.act("server", id, "poweroff");
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
async function release(client: HetznerClient, kind: HetznerKind, id: string, resource: Resource): Promise<void> {
  if (kind.protectable && resource.protection?.delete === true) {
    // A server's two protections can only be changed together.
    const off = kind.type === "server" ? { delete: false, rebuild: false } : { delete: false };
    await client.act(kind.type, id, "change_protection", off);
  }
  if (kind.type === "volume" && typeof resource.server === "number") await client.act("volume", id, "detach");
  if (kind.type === "floating_ip" && typeof resource.server === "number") await client.act(kind.type, id, "unassign");
  if (kind.type === "firewall" && (resource.applied_to?.length ?? 0) > 0) {
    await client.act("firewall", id, "remove_from_resources", { remove_from: resource.applied_to });
  }
}

function itemOf(kind: HetznerKind, resource: Resource): InventoryItem {
  const tenantId = resource.labels[LABEL_TENANT];
  return {
    cloud: "hetzner",
    type: kind.type,
    id: String(resource.id),
    // Snapshots have no name.
    name: resource.name ?? resource.description ?? "",
    ...(tenantId === undefined ? {} : { tenantId }),
  };
}

function kindOf(type: string): HetznerKind {
  const kind = HETZNER_KINDS.find((each) => each.type === type);
  if (kind === undefined) throw new Error(`hetzner has no resources of type ${type}`);
  return kind;
}

/** The vendor's states of a server that last; in all others it is on its way. */
const POWER: Readonly<Record<string, "on" | "off">> = { running: "on", off: "off" };

function observed(kind: HetznerKind, resource: Resource): ObservedItem {
  const { status, server_type, datacenter, location, size, labels, created } = resource;
  const isServer = kind.type === "server";
  return {
    ...itemOf(kind, resource),
    facts: facts({
      power: isServer && status ? POWER[status] : undefined,
      machineType: isServer ? server_type?.name : undefined,
      region: location?.name ?? datacenter?.location.name,
      sizeGib: kind.type === "volume" ? (size ?? undefined) : undefined,
      labels: labelWords(labels),
      createdAt: created ?? undefined,
    }),
  };
}
