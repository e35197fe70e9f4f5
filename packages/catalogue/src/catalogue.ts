import { type Cloud, FreeholdError, type Size } from "@freehold/model";
import { digitalocean } from "./digitalocean.ts";
import { docker } from "./docker.ts";
import { hetzner } from "./hetzner.ts";
import { proxmox } from "./proxmox.ts";
import type { CloudCatalogue, Image, MachineType, Money, Region } from "./types.ts";

/** When the figures of the catalogue were looked up last. */
export const CATALOGUE_AS_OF = "2026-09-08T00:00:00.000Z";

const CATALOGUES: Partial<Record<Cloud, CloudCatalogue>> = { hetzner, digitalocean, proxmox, docker };

/** A place of the operator's own is named as a host. */
const OWN_REGION = /^[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$/;

/** What is ordered beside the machine. */
export interface Extras {
  /** @default 0 - no data volume */
  volumeGib?: number;
  /** @default false */
  backups?: boolean;
}

/** Clouds that machines can be ordered from in this version. */
export function availableClouds(): Cloud[] {
  return Object.keys(CATALOGUES) as Cloud[];
}

/** @throws FreeholdError `cloud_not_configured` for a cloud this version cannot order from. */
export function regionsOf(cloud: Cloud): readonly Region[] {
  return catalogueOf(cloud).regions;
}

/** @throws FreeholdError `region_unknown` */
export function regionOf(cloud: Cloud, name: string): Region {
  const regions = regionsOf(cloud);
  const region = regions.find((candidate) => candidate.name === name);
  if (region) return region;
  if (catalogueOf(cloud).ownRegions && OWN_REGION.test(name)) {
    return { name, city: "on premises", country: "ZZ", networkZone: name };
  }
  throw new FreeholdError("region_unknown", `region must be one of ${names(regions)} at ${cloud}, got "${name}"`, {
    errors: [{ pointer: "/placement/region", detail: `must be one of ${names(regions)}, got "${name}"` }],
    nextStep: `choose one of ${names(regions)}`,
  });
}

/**
 * The machine type that is ordered for a size: the first of the size's ladder that the region sells.
 *
 * @throws FreeholdError `region_unknown`, or `size_unavailable` when the region sells none of them.
 */
export function machineTypeFor(cloud: Cloud, region: string, size: Size): MachineType {
  regionOf(cloud, region);
  const catalogue = catalogueOf(cloud);
  for (const name of catalogue.ladder[size]) {
    const type = catalogue.machineTypes.find((candidate) => candidate.name === name);
    if (type && isSoldIn(cloud, region, type)) return type;
  }
  throw new FreeholdError("size_unavailable", `${cloud} sells no machine of size ${size} in ${region}`, {
    errors: [{ pointer: "/placement/size", detail: `not sold in ${region}, got "${size}"` }],
    nextStep: "choose another size or region",
  });
}

/** The sizes that a region sells, each with the machine type that would be ordered. */
export function sizesOf(cloud: Cloud, region: string): { size: Size; machineType: MachineType }[] {
  const sizes = Object.keys(catalogueOf(cloud).ladder) as Size[];
  return sizes.map((size) => ({ size, machineType: machineTypeFor(cloud, region, size) }));
}

/** True when the catalogue has the machine type in the region. */
export function isSoldIn(cloud: Cloud, region: string, type: MachineType): boolean {
  return type.regions.includes(region) || catalogueOf(cloud).ownRegions === true;
}

/** Every machine type that the catalogue has, the discontinued ones included. */
export function machineTypesOf(cloud: Cloud): readonly MachineType[] {
  return catalogueOf(cloud).machineTypes;
}

/** The machine types of a size, best first, wherever they are sold. */
export function typesOfSize(cloud: Cloud, size: Size): readonly string[] {
  return catalogueOf(cloud).ladder[size];
}

/** Images that the cloud offers for new machines, and that machines of ours can start from. */
export function imagesOf(cloud: Cloud): readonly Image[] {
  return catalogueOf(cloud).images;
}

/** The image that machines of a cloud start from when the account has no golden image. */
export function imageFor(cloud: Cloud): string {
  return catalogueOf(cloud).image;
}

/**
 * The machine type of a name, discontinued or not.
 *
 * @throws FreeholdError `size_unavailable` for a machine type that is not in the catalogue.
 */
export function machineTypeNamed(cloud: Cloud, machineTypeName: string): MachineType {
  const catalogue = catalogueOf(cloud);
  const type = catalogue.machineTypes.find((candidate) => candidate.name === machineTypeName);
  if (!type) {
    const known = names(catalogue.machineTypes.filter(({ regions }) => regions.length > 0));
    throw new FreeholdError(
      "size_unavailable",
      `machine type must be one of ${known} at ${cloud}, got "${machineTypeName}"`,
    );
  }
  return type;
}

/**
 * Price of one machine with its public IPv4 address and extras, per month and before tax, rounded to cents.
 *
 * @throws FreeholdError `size_unavailable` for a machine type that is not in the catalogue.
 */
export function costPerMonth(cloud: Cloud, machineTypeName: string, extras: Extras = {}): Money {
  const catalogue = catalogueOf(cloud);
  const type = machineTypeNamed(cloud, machineTypeName);
  const machine = type.pricePerMonth.amount * (extras.backups ? 1 + catalogue.extras.backupShare : 1);
  const volume = (extras.volumeGib ?? 0) * catalogue.extras.volumeGibPerMonth;
  const amount = Math.round((machine + catalogue.extras.ipv4PerMonth + volume) * 100) / 100;
  return { amount, currency: catalogue.currency };
}

/** @throws FreeholdError `cloud_not_configured` for a cloud this version cannot order from. */
export function catalogueOf(cloud: Cloud): CloudCatalogue {
  const catalogue = CATALOGUES[cloud];
  if (catalogue) return catalogue;
  const available = availableClouds().join(", ");
  throw new FreeholdError(
    "cloud_not_configured",
    `this version orders machines from ${available} only, got "${cloud}"`,
    {
      errors: [{ pointer: "/placement/cloud", detail: `must be one of ${available}, got "${cloud}"` }],
      nextStep: `choose one of ${available}`,
    },
  );
}

function names(things: readonly { name: string }[]): string {
  return things.map((thing) => thing.name).join(", ");
}
