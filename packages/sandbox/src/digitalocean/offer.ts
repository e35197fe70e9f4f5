import { FEATURES, REGIONS, type Region, SIZES, type Size } from "./catalogue.ts";
import { unprocessable } from "./errors.ts";
import { listAnswer } from "./lists.ts";
import { operation } from "./team.ts";

/** Hours that a month is charged at most: the hourly price times these is the monthly price. */
const BILLED_HOURS_PER_MONTH = 672;

/** The region of a slug, or 422. */
export function existingRegion(slug: string): Region {
  const region = REGIONS.find((candidate) => candidate.slug === slug);
  if (region === undefined) throw unprocessable(`You specified an invalid region for the resource: ${slug}`);
  return region;
}

/** The size of a slug, or 422. */
export function existingSize(slug: string): Size {
  const size = SIZES.find((candidate) => candidate.slug === slug);
  if (size === undefined) throw unprocessable("You specified an invalid size for Droplet creation.");
  return size;
}

/** A region as the vendor writes it. */
function wireRegion({ slug, name }: Region) {
  return { slug, name, features: FEATURES, available: true, sizes: SIZES.map((size) => size.slug) };
}

/** The region of a slug as the vendor writes it; undefined when there is none. */
export function wireRegionOf(slug: string) {
  const region = REGIONS.find((candidate) => candidate.slug === slug);
  return region && wireRegion(region);
}

/** A size as the vendor writes it. */
export function wireSize(size: Size) {
  return {
    slug: size.slug,
    memory: size.memory,
    vcpus: size.vcpus,
    disk: size.disk,
    transfer: size.transfer,
    price_monthly: size.monthly,
    price_hourly: Math.round((size.monthly / BILLED_HOURS_PER_MONTH) * 100_000) / 100_000,
    regions: REGIONS.map(({ slug }) => slug),
    available: true,
    description: size.description,
  };
}

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/regions_list
const listRegions = operation("GET /regions", ({ request }) => listAnswer(request, "regions", REGIONS, wireRegion));

// https://docs.digitalocean.com/reference/api/digitalocean/#operation/sizes_list
const listSizes = operation("GET /sizes", ({ request }) => listAnswer(request, "sizes", SIZES, wireSize));

export const offerOperations = [listRegions, listSizes];
