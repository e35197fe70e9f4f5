import { LABEL_MANAGED_BY, LABEL_TENANT, tenantOfComment } from "@freehold/model";
import type { Inventory, InventoryItem } from "../inventory.ts";
import type { ObservedItem } from "../observed-item.ts";
import type { CloudflareClient } from "./client.ts";
import type { DnsRecord } from "./schemas.ts";

/** The records of a zone that are ours, by their comment: records have no labels on every plan. */
export function createCloudflareInventory(client: CloudflareClient, zoneId: string): Inventory {
  return {
    cloud: "cloudflare",
    async listTenantResources(tenantId) {
      const records = await client.recordsByComment(zoneId, `${LABEL_TENANT}=${tenantId}`);
      // The vendor compares parts of the text: `t1` would find the records of `t12`.
      return records.filter((record) => tenantOf(record) === tenantId).map(itemOf);
    },
    async listManaged() {
      const records = await client.recordsByComment(zoneId, `${LABEL_MANAGED_BY}=freehold`);
      return records.map(observed);
    },
    async find(item) {
      const record = await client.record(zoneId, item.id);
      return record && observed(record);
    },
    async powerOn() {},
    async powerOff() {},
    async remove(item) {
      // Only what says that it is ours: somebody may have taken the record over since it was listed.
      const record = await client.record(zoneId, item.id);
      if (record !== undefined && tenantOf(record) !== undefined) await client.deleteRecord(zoneId, item.id);
    },
  };
}

function tenantOf(record: DnsRecord): string | undefined {
  return tenantOfComment(record.comment ?? undefined);
}

function itemOf(record: DnsRecord): InventoryItem {
  const tenantId = tenantOf(record);
  return {
    cloud: "cloudflare",
    type: "dns_record",
    id: record.id,
    name: record.name,
    ...(tenantId === undefined ? {} : { tenantId }),
  };
}

function observed(record: DnsRecord): ObservedItem {
  const { type, content = "", comment } = record;
  return { ...itemOf(record), facts: { content: `${type} ${content}`, labels: (comment ?? "").split(" ").sort() } };
}
