import type { Cloud } from "@freehold/model";
import { catalogueOf } from "./catalogue.ts";
import type { ExtraPrices, MachineType, Price, Region } from "./types.ts";

/** What a cloud itself says it sells, as its API lists it. */
export interface LiveOffer {
  regions: { name: string; available: boolean }[];
  machineTypes: LiveType[];
  /** Where the API reports them. @default - the catalogue's */
  extras?: Partial<ExtraPrices>;
}

/** A machine type with the places that sell it. */
export interface LiveType {
  name: string;
  places: LivePlace[];
}

export interface LivePlace {
  region: string;
  /** False when the place sells the type and has none now. */
  available: boolean;
  /** Before tax, in the cloud's currency. */
  perHour: number;
  perMonth: number;
}

/** A machine type at a place, with its price there. */
export interface Place {
  region: Region;
  machineType: MachineType;
  /** False when the cloud says that it has none there now. */
  available: boolean;
  /** Of the machine alone. */
  price: Price;
}

/** What can be ordered from a cloud, as far as is known. */
export interface CloudOffer {
  cloud: Cloud;
  currency: string;
  places: readonly Place[];
  extras: ExtraPrices;
}

/**
 * The offer of a cloud: the catalogue's, narrowed and priced by what the cloud itself says. Regions and machine types that the
 * catalogue does not have are left out: nobody knows their country, their size's rank or whether our image runs there.
 *
 * @param live @default - the cloud was not asked: all that the catalogue has is sold and available
 * @param region At a cloud whose places are the operator's own, the one that is asked for. @default - those that are known
 */
export function offerOf(cloud: Cloud, live?: LiveOffer, region?: string): CloudOffer {
  const catalogue = catalogueOf(cloud);
  const { currency, machineTypes, extras } = catalogue;
  const regions = regionsOffered(cloud, live, region);
  const places = machineTypes.flatMap((machineType) =>
    regions
      .filter(({ name }) => catalogue.ownRegions || machineType.regions.includes(name))
      .flatMap((place) => placeOf(machineType, place, live)),
  );
  return { cloud, currency, places, extras: { ...extras, ...live?.extras } };
}

/** Undefined when the region does not sell the type. */
export function findPlace(offer: CloudOffer, region: string, machineType: string): Place | undefined {
  return offer.places.find((place) => place.region.name === region && place.machineType.name === machineType);
}

function regionsOffered(cloud: Cloud, live: LiveOffer | undefined, region: string | undefined): readonly Region[] {
  const { regions, ownRegions = false } = catalogueOf(cloud);
  if (!ownRegions) return regions;
  const names = live?.regions.map(({ name }) => name) ?? (region === undefined ? undefined : [region]);
  return names?.map(ownRegion) ?? regions;
}

function ownRegion(name: string): Region {
  return { name, city: "on premises", country: "ZZ", networkZone: name };
}

function placeOf(machineType: MachineType, region: Region, live: LiveOffer | undefined): Place[] {
  const { pricePerHour: perHour, pricePerMonth: perMonth } = machineType;
  if (live === undefined) return [{ region, machineType, available: true, price: { perHour, perMonth } }];
  const place = live.machineTypes
    .find(({ name }) => name === machineType.name)
    ?.places.find((each) => each.region === region.name);
  if (place === undefined) return [];
  const { currency } = perMonth;
  const open = live.regions.find(({ name }) => name === region.name)?.available ?? true;
  const price = { perHour: { amount: place.perHour, currency }, perMonth: { amount: place.perMonth, currency } };
  return [{ region, machineType, available: place.available && open, price }];
}
