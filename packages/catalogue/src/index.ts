export {
  availableClouds,
  CATALOGUE_AS_OF,
  catalogueOf,
  costPerMonth,
  type Extras,
  imageFor,
  imagesOf,
  isSoldIn,
  machineTypeFor,
  machineTypeNamed,
  machineTypesOf,
  regionOf,
  regionsOf,
  sizesOf,
  typesOfSize,
} from "./catalogue.ts";
export * from "./current-type.ts";
export * from "./jurisdiction.ts";
export * from "./ladder.ts";
export * from "./offer.ts";
export * from "./price-of.ts";
export { pricePerHour } from "./price-per-hour.ts";
export { proxmoxPlacement } from "./proxmox-placement.ts";
export type { ExtraPrices, Image, ItemizedPrice, MachineType, Money, Price, Region } from "./types.ts";
export { PRICE_ITEMS } from "./types.ts";
