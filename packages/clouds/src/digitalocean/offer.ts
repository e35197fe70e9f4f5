import type { LiveOffer } from "@freehold/catalogue";
import type { DigitaloceanClient } from "./client.ts";

/** What DigitalOcean sells now. Its API reports no prices of what stands beside a droplet. */
export async function readDigitaloceanOffer(client: DigitaloceanClient): Promise<LiveOffer> {
  const [regions, sizes] = await Promise.all([client.regions(), client.sizes()]);
  return {
    regions: regions.map(({ slug, available }) => ({ name: slug, available })),
    machineTypes: sizes.map(
      ({ slug, available, price_hourly: perHour, price_monthly: perMonth, regions: sellers }) => ({
        name: slug,
        // A region that has none of a size left drops it from its own list, while the size still names the region.
        places: sellers.map((region) => {
          const left = regions.find((each) => each.slug === region)?.sizes.includes(slug) ?? false;
          return { region, available: available && left, perHour, perMonth };
        }),
      }),
    ),
  };
}
