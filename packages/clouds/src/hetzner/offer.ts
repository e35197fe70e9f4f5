import type { LiveOffer, LivePlace, LiveType } from "@freehold/catalogue";
import type { HetznerClient } from "./client.ts";
import type { Pricing, ServerType } from "./schemas.ts";

/** What Hetzner sells now: x86 server types, with net prices. */
export async function readHetznerOffer(client: HetznerClient, now: number): Promise<LiveOffer> {
  const [locations, types, pricing] = await Promise.all([client.locations(), client.serverTypes(), client.pricing()]);
  return {
    regions: locations.map(({ name }) => ({ name, available: true })),
    machineTypes: types.filter(({ architecture }) => architecture === "x86").map((type) => liveType(type, now)),
    extras: extrasOf(pricing),
  };
}

function liveType(type: ServerType, now: number): LiveType {
  const isSold = (deprecation: ServerType["deprecation"]) =>
    deprecation == null || Date.parse(deprecation.unavailable_after) > now;
  const places = type.prices.flatMap(({ location, price_hourly, price_monthly }): LivePlace[] => {
    // Locations without a line of their own: an API of before they were distinguished.
    const here = type.locations?.find(({ name }) => name === location) ?? { available: type.locations === undefined };
    if (type.locations !== undefined && !("name" in here)) return [];
    if ("name" in here && !isSold(here.deprecation)) return [];
    const prices = { perHour: Number(price_hourly.net), perMonth: Number(price_monthly.net) };
    return [{ region: location, available: here.available, ...prices }];
  });
  return { name: type.name, places: isSold(type.deprecation) ? places : [] };
}

function extrasOf(pricing: Pricing): NonNullable<LiveOffer["extras"]> {
  const ipv4 = pricing.primary_ips.find(({ type }) => type === "ipv4")?.prices[0]?.price_monthly.net;
  return {
    volumeGibPerMonth: Number(pricing.volume.price_per_gb_month.net),
    backupShare: Number(pricing.server_backup.percentage) / 100,
    ...(ipv4 === undefined ? {} : { ipv4PerMonth: Number(ipv4) }),
  };
}
