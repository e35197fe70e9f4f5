import {
  type CloudOffer,
  type ItemizedPrice,
  type MachineType,
  type Place,
  priceOf,
  regionOf,
  typesOfSize,
} from "@freehold/catalogue";
import { resourceIssue } from "@freehold/components/templates";
import { type Cloud, isFreeholdError, SIZES, type Size, type Template } from "@freehold/model";
import type { AppContext, Caller } from "../context.ts";
import { releaseFor } from "../tenants/templates.ts";
import { chooseAccount } from "./choose-account.ts";
import { catalogueOffer, type KnownOffer } from "./live-offers.ts";

/** What a size is in a region. */
export interface SizeOffer {
  size: Size;
  /** With its price there, alone. */
  machineType: MachineType;
  /** As a preview says it: with the public IPv4 address that the machine gets. */
  price: ItemizedPrice;
  /** False when the cloud has none there now. */
  available: boolean;
}

/** The sizes that a region sells, and how old that knowledge is. */
export interface SizesAnswer {
  items: SizeOffer[];
  source: KnownOffer["source"];
  asOf: Date;
}

/**
 * Returns what each size is in a region, by the cloud's own word where it answers.
 *
 * @param template Sizes that do not suffice for it are left out. @default - all are there
 * @throws FreeholdError `region_unknown`, `template_not_available`, `cloud_not_configured` for a cloud that this version cannot order from
 */
export async function readSizes(
  context: AppContext,
  caller: Caller,
  cloud: Cloud,
  region: string,
  template?: Template,
): Promise<SizesAnswer> {
  regionOf(cloud, region);
  const release = template === undefined ? undefined : releaseFor(context.templates, { template });
  const { offer, source, asOf } = await offerAt(context, caller, cloud, region, template);
  const items = SIZES.flatMap((size) => sizeOffer(offer, cloud, region, size)).filter(
    ({ machineType }) => release === undefined || resourceIssue(release, machineType) === undefined,
  );
  return { items, source, asOf };
}

/** A cloud without an account can still be looked at. */
async function offerAt(
  context: AppContext,
  { organization }: Caller,
  cloud: Cloud,
  region: string,
  // Of several policies that of our first template stands for all: what a machine costs does not depend on it.
  template: Template = context.templates.names()[0] ?? "",
): Promise<KnownOffer> {
  try {
    const target = await chooseAccount(context.db.em(), context, { cloud, organization, template });
    return await context.offers.of(target, region, "wait");
  } catch (error) {
    if (isFreeholdError(error)) return catalogueOffer(cloud, region);
    throw error;
  }
}

/** The first machine type of the size that is there, else the first that is sold; none when none is. */
function sizeOffer(offer: CloudOffer, cloud: Cloud, region: string, size: Size): SizeOffer[] {
  const places = typesOfSize(cloud, size).flatMap((type) =>
    offer.places.filter((place) => place.region.name === region && place.machineType.name === type),
  );
  const place: Place | undefined = places.find(({ available }) => available) ?? places[0];
  if (place === undefined) return [];
  const { perHour: pricePerHour, perMonth: pricePerMonth } = place.price;
  const machineType = { ...place.machineType, pricePerHour, pricePerMonth };
  return [{ size, machineType, price: priceOf(offer, place), available: place.available }];
}
