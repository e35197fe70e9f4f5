import { type Cloud, FreeholdError } from "@freehold/model";
import { availableClouds, catalogueOf, isSoldIn, machineTypeNamed, regionOf } from "./catalogue.ts";
import type { MachineType } from "./types.ts";

/** A machine type that can be ordered in place of the one that was named. */
export interface CurrentType {
  machineType: MachineType;
  /** Why it is another one than was named; absent when it is not. */
  warning?: string;
}

/**
 * The machine type of a name in a region. One that the cloud has discontinued, such as `cx11`, is mapped to its successor, with a warning.
 *
 * @throws FreeholdError `region_unknown`, or `size_unavailable` for a name that is unknown or not sold in the region
 */
export function currentTypeNamed(cloud: Cloud, region: string, name: string): CurrentType {
  regionOf(cloud, region);
  const { machineTypes, successors } = catalogueOf(cloud);
  const known = machineTypes.find((type) => type.name === name);
  if (known && isSoldIn(cloud, region, known)) return { machineType: known };
  for (const successor of successors[name] ?? []) {
    const machineType = machineTypeNamed(cloud, successor);
    if (isSoldIn(cloud, region, machineType))
      return { machineType, warning: replaced(cloud, region, name, machineType) };
  }
  if (known === undefined) machineTypeNamed(cloud, name);
  throw notSold(cloud, region, name);
}

/** The names that {@link currentTypeNamed} takes for another type wherever they are asked for; none for a cloud without a catalogue. */
export function retiredTypesOf(cloud: Cloud): string[] {
  if (!availableClouds().includes(cloud)) return [];
  const { machineTypes, successors } = catalogueOf(cloud);
  const sold = machineTypes.filter(({ regions }) => regions.length > 0).map(({ name }) => name);
  return Object.keys(successors).filter((name) => !sold.includes(name));
}

function replaced(
  cloud: Cloud,
  region: string,
  name: string,
  { name: today, cores, memoryGib, pricePerMonth }: MachineType,
) {
  const price = `${pricePerMonth.amount} ${pricePerMonth.currency} per month`;
  return `${cloud} sells ${name} no longer in ${region}: ${today} takes its place (${cores} cores, ${memoryGib} GiB, ${price}); name ${today}, or a size, to be rid of this warning`;
}

function notSold(cloud: Cloud, region: string, name: string): FreeholdError {
  const sold = catalogueOf(cloud).machineTypes.filter((type) => isSoldIn(cloud, region, type));
  const names = sold.map((type) => type.name).join(", ");
  return new FreeholdError("size_unavailable", `${cloud} does not sell ${name} in ${region}; it sells ${names} there`, {
    errors: [{ pointer: "/placement/machineType", detail: `must be one of ${names} in ${region}, got "${name}"` }],
    nextStep: `choose one of ${names}, or another region`,
  });
}
