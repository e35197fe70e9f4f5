import { type Cloud, type Fallback, SIZES, type Size } from "@freehold/model";
import { machineTypeNamed, regionOf, typesOfSize } from "./catalogue.ts";
import { currentTypeNamed } from "./current-type.ts";
import { jurisdictionOf, ON_PREMISES } from "./jurisdiction.ts";
import { type CloudOffer, findPlace, type Place } from "./offer.ts";
import type { Region } from "./types.ts";

/** What a signup asks for, as far as it decides the machine. */
export interface WantedPlacement {
  cloud: Cloud;
  region: string;
  size: Size;
  /** The cloud's own name of a machine type, in place of the size's first one. */
  machineType?: string | undefined;
  /** How far from it the machine may be when the cloud has none there. */
  fallback: Fallback;
}

/** One try: a machine type at a place. */
export interface Rung {
  cloud: Cloud;
  region: string;
  machineType: string;
}

/** A rung with what is known of it. */
export interface RungOffer {
  rung: Rung;
  place: Place;
}

/**
 * All that a placement may become, best first: each machine type in all regions that are allowed before the next type, the cloud asked
 * for before the others. Regions are those of the same country, then of the same network zone, then of the same jurisdiction, and none
 * beyond it. What is not sold is left out; what is sold out at the moment stays, marked so.
 *
 * @param offers The cloud asked for first, then others in the order in which they may take its place.
 * @throws FreeholdError `region_unknown`, `size_unavailable`
 */
export function ladderOf(wanted: WantedPlacement, offers: readonly CloudOffer[]): RungOffer[] {
  const home = regionOf(wanted.cloud, wanted.region);
  const allowed = wanted.fallback === "cloud" ? offers : offers.filter(({ cloud }) => cloud === wanted.cloud);
  return allowed.flatMap((offer) => {
    const regions = regionsFor(wanted, home, offer);
    return typesFor(wanted, offer.cloud).flatMap((machineType) =>
      regions.flatMap((region) => rungAt(offer, region, machineType)),
    );
  });
}

/** True when two rungs are the same try. */
export function isSameRung(a: Rung, b: Rung): boolean {
  return a.cloud === b.cloud && a.region === b.region && a.machineType === b.machineType;
}

function rungAt(offer: CloudOffer, region: string, machineType: string): RungOffer[] {
  const place = findPlace(offer, region, machineType);
  return place === undefined ? [] : [{ rung: { cloud: offer.cloud, region, machineType }, place }];
}

/** Names of the regions that are allowed, nearest first. */
function regionsFor({ cloud, fallback }: WantedPlacement, home: Region, offer: CloudOffer): string[] {
  if (fallback === "none") return [home.name];
  const known = [...new Map(offer.places.map(({ region }) => [region.name, region])).values()];
  // Nobody but the operator knows where a cluster of the operator's own is: it takes the place of nothing, and nothing takes its place.
  const near = known.filter(
    (region) =>
      jurisdictionOf(region) === jurisdictionOf(home) && (offer.cloud === cloud || home.country !== ON_PREMISES),
  );
  const names = near.sort((a, b) => distance(home, a) - distance(home, b)).map(({ name }) => name);
  return offer.cloud === cloud ? [home.name, ...names.filter((name) => name !== home.name)] : names;
}

function distance(home: Region, region: Region): number {
  if (region.country === home.country) return 0;
  return region.networkZone === home.networkZone ? 1 : 2;
}

/** Names of the machine types that are as good, best first. */
function typesFor(wanted: WantedPlacement, cloud: Cloud): readonly string[] {
  const { machineType: named, region, size, fallback } = wanted;
  if (named === undefined) return typesOfSize(cloud, size);
  const { machineType } = currentTypeNamed(wanted.cloud, region, named);
  if (fallback === "none") return [machineType.name];
  const larger = SIZES.slice(SIZES.indexOf(size)).find((each) => memoryOf(cloud, each) >= machineType.memoryGib);
  const equivalents = larger === undefined ? [] : typesOfSize(cloud, larger);
  if (cloud !== wanted.cloud) return equivalents;
  return [machineType.name, ...equivalents.filter((name) => name !== machineType.name)];
}

function memoryOf(cloud: Cloud, size: Size): number {
  const [first = ""] = typesOfSize(cloud, size);
  return machineTypeNamed(cloud, first).memoryGib;
}
