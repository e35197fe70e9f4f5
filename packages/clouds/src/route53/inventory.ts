import { tenantOfComment } from "@freehold/model";
import type { Inventory, InventoryItem } from "../inventory.ts";
import type { ObservedItem } from "../observed-item.ts";
import { plainName, type Route53Client } from "./client.ts";
import type { RecordSet } from "./schemas.ts";

/**
 * The record sets of a zone that are ours, by their identifier: record sets have no other place for whose they are.
 *
 * @param under The only name, with what is below it, that a tenant's record sets can have: a zone is read whole otherwise.
 */
export function createRoute53Inventory(client: Route53Client, zoneId: string, under?: string): Inventory {
  return {
    cloud: "route53",
    async listTenantResources(tenantId) {
      const sets = await client.recordSets(zoneId, under);
      return sets.filter((set) => tenantOf(set) === tenantId).map((set) => itemOf(zoneId, set));
    },
    async listManaged() {
      const sets = await client.recordSets(zoneId);
      return sets.filter((set) => tenantOf(set) !== undefined).map((set) => observed(zoneId, set));
    },
    async find(item) {
      const sets = await client.recordSets(zoneId, item.name.replace(/^\*\./, ""));
      const set = sets.find((each) => itemOf(zoneId, each).id === item.id);
      return set && observed(zoneId, set);
    },
    async powerOn() {},
    async powerOff() {},
    async remove(item) {
      const sets = await client.recordSets(zoneId, item.name.replace(/^\*\./, ""));
      // Only what says that it is ours: the same name may have become another's meanwhile.
      const set = sets.find((each) => tenantOf(each) !== undefined && itemOf(zoneId, each).id === item.id);
      if (set !== undefined) await client.deleteRecordSet(zoneId, set);
    },
  };
}

function tenantOf({ SetIdentifier }: RecordSet): string | undefined {
  return tenantOfComment(SetIdentifier);
}

/** The id is the one that the engine's provider gives. */
function itemOf(zoneId: string, set: RecordSet): InventoryItem {
  const name = plainName(set.Name);
  const tenantId = tenantOf(set);
  return {
    cloud: "route53",
    type: "dns_record",
    id: [zoneId, name, set.Type, set.SetIdentifier].join("_"),
    name,
    ...(tenantId === undefined ? {} : { tenantId }),
  };
}

function observed(zoneId: string, set: RecordSet): ObservedItem {
  const values = set.ResourceRecords?.ResourceRecord.map(({ Value }) => Value).join(", ") ?? "";
  return { ...itemOf(zoneId, set), facts: { content: `${set.Type} ${values}` } };
}
