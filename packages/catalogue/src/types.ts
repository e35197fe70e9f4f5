import type { Size } from "@freehold/model";

/** An amount of money before tax. */
export interface Money {
  amount: number;
  /** ISO 4217 code, such as `EUR`. */
  currency: string;
}

/** What something costs before tax. Clouds charge by the hour, and at most the month's price in a month. */
export interface Price {
  perHour: Money;
  perMonth: Money;
}

/** What a price may contain. */
export const PRICE_ITEMS = ["machine", "public_ipv4", "backups", "volume"] as const;
export type PriceItem = (typeof PRICE_ITEMS)[number];

/** A price that says what it contains; the parts are its month's price. */
export interface ItemizedPrice extends Price {
  contains: { item: PriceItem; perMonth: Money }[];
}

/** A place where a cloud sells machines. */
export interface Region {
  /** The cloud's own name, such as `fsn1`. */
  name: string;
  city: string;
  /** ISO 3166-1 alpha-2 code. */
  country: string;
  /** The cloud's zone within which private networks reach. */
  networkZone: string;
}

/** A machine type that a cloud sells. */
export interface MachineType {
  /** The cloud's own name, such as `cx23`. */
  name: string;
  cores: number;
  /** Memory, in GiB (1024³ bytes). */
  memoryGib: number;
  /** Local disk, in GiB. */
  diskGib: number;
  pricePerHour: Money;
  pricePerMonth: Money;
  /** Regions that sell it. */
  regions: readonly string[];
}

/** An image that a cloud offers for new machines; the price of the machine includes it. */
export interface Image {
  /** The cloud's own name, such as `debian-12`. */
  name: string;
  description: string;
}

/** What a cloud charges beside the machine itself. */
export interface ExtraPrices {
  /** A public IPv4 address, per month. */
  ipv4PerMonth: number;
  /** A data volume, per GiB and month. */
  volumeGibPerMonth: number;
  /** Automatic backups, as a share of the machine's price. */
  backupShare: number;
}

/** All that is known of one cloud's offer without asking it. */
export interface CloudCatalogue {
  currency: string;
  regions: readonly Region[];
  /** Places are the operator's own: names that are not listed are taken too, and every one has all machine types. @default false */
  ownRegions?: boolean;
  machineTypes: readonly MachineType[];
  /** Machine types for a size, best first; the first that is sold in the region is ordered. */
  ladder: Readonly<Record<Size, readonly string[]>>;
  /**
   * What takes the place of machine types that the cloud has discontinued, or no longer in a region: candidates, the first that the
   * region sells.
   */
  successors: Readonly<Record<string, readonly string[]>>;
  extras: ExtraPrices;
  /** Hours after which a month is charged in full. */
  billedHoursPerMonth: number;
  images: readonly Image[];
  /** The image that machines start from when there is no golden image. */
  image: string;
}
