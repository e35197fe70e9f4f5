import type { Cloud } from "@freehold/model";

/** Id of the account at a place of a setting that holds several, the first being 0: the first one is called by its cloud alone. */
export function placedId(cloud: Cloud, place: number): string {
  return place === 0 ? cloud : `${cloud}${place + 1}`;
}

/** The same for people. */
export function placedName(setting: string, place: number): string {
  return place === 0 ? setting : `${setting}, number ${place + 1}`;
}
