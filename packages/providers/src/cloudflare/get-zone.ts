import { type InvokeDefinition, ProviderError } from "@freehold/provider-kit";
import type { GetZoneArgs } from "@pulumi/cloudflare";
import type { CloudflareClient } from "./client.ts";
import { camelCase, renameKeys } from "./naming.ts";

interface Zone {
  id: string;
  name: string;
}

/** `cloudflare.getZone`: by `zoneId`, or by a `filter` that exactly one zone must meet. */
export const getZone: InvokeDefinition<CloudflareClient> = {
  async invoke({ client, args, signal }) {
    const { zoneId, filter } = args as GetZoneArgs;
    const zone =
      zoneId === undefined ? await find(client, filter, signal) : await client.get<Zone>(`/zones/${zoneId}`, signal);

    const properties = renameKeys(zone, camelCase) as object;
    return { ...properties, zoneId: zone.id, ...(filter === undefined ? {} : { filter }) };
  },
};

async function find(client: CloudflareClient, filter: GetZoneArgs["filter"], signal: AbortSignal): Promise<Zone> {
  if (filter === undefined) throw new ProviderError("getZone needs zoneId or filter, got neither");
  const query = new URLSearchParams();
  for (const name of ["name", "status", "match", "order", "direction"] as const) {
    if (filter[name] !== undefined) query.set(name, filter[name]);
  }
  if (filter.account?.id !== undefined) query.set("account.id", filter.account.id);
  if (filter.account?.name !== undefined) query.set("account.name", filter.account.name);

  const zones = await client.get<Zone[]>(`/zones?${query}`, signal);
  const [zone] = zones;
  if (zone && zones.length === 1) return zone;
  throw new ProviderError(`getZone must find exactly one zone, found ${zones.length} for ${query || "no filter"}`);
}
