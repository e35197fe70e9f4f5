import {
  availableClouds,
  currentTypeNamed,
  ladderOf,
  ON_PREMISES,
  priceOf,
  type RungOffer,
  regionOf,
  regionsOf,
} from "@freehold/catalogue";
import { resourceIssue } from "@freehold/components/templates";
import {
  type Cloud,
  type Fallback,
  FreeholdError,
  isFreeholdError,
  type Placement,
  type Template,
} from "@freehold/model";
import { readClouds } from "../accounts/read-clouds.ts";
import type { AppContext } from "../context.ts";
import { isDenied, judge } from "../operations/policy-verdict.ts";
import { knownRelease } from "../tenants/templates.ts";
import { chooseAccount, usesOwnAccountsOnly } from "./choose-account.ts";
import { catalogueOffer, type KnownOffer } from "./live-offers.ts";

/** A placement that is asked for, and for whom. */
export interface PlacementRequest {
  placement: Placement;
  organization: string;
  template: Template;
  /** @default - the template's default */
  templateVersion?: string | null | undefined;
}

/** All that a placement may become, best first, with the offers it was made from. */
export interface PlacementLadder {
  request: PlacementRequest;
  rungs: RungOffer[];
  offers: ReadonlyMap<Cloud, KnownOffer>;
  /** At other clouds than the one that is asked for only the organization's own accounts are taken. */
  ownElsewhere: boolean;
  /** What the owner should know, such as a machine type that is discontinued. */
  warnings: string[];
}

/** How far from what was asked the machine may be. */
export function fallbackOf({ settings }: AppContext, placement: Placement): Fallback {
  return placement.fallback ?? settings.fallback;
}

/**
 * Makes the ladder of a placement from what the clouds sell. Call it outside of transactions: it may ask the clouds.
 *
 * @param freshness Whether an offer that is too old is refreshed first.
 * @throws FreeholdError `region_unknown`, `size_unavailable`
 */
export async function readLadder(
  context: AppContext,
  request: PlacementRequest,
  freshness: "wait" | "known",
): Promise<PlacementLadder> {
  const { cloud, region, size, machineType } = request.placement;
  const fallback = fallbackOf(context, request.placement);
  // First of all, so that a wrong region is named as such and not as one that sells nothing.
  const warnings = warningsOf(request.placement);
  const ownElsewhere = await usesOwnAccountsOnly(context.db.em(), context, { cloud, ...request });
  const offers = new Map<Cloud, KnownOffer>();
  for (const candidate of fallback === "cloud" ? [cloud, ...(await othersThan(context, request))] : [cloud]) {
    const known = await offerAt(
      context,
      { ...request, ownOnly: ownElsewhere && candidate !== cloud },
      candidate,
      freshness,
    );
    if (known !== undefined) offers.set(candidate, known);
  }
  const known = [...offers.values()].map(({ offer }) => offer);
  const rungs = ladderOf({ cloud, region, size, machineType, fallback }, known);
  if (rungs.length === 0) throw nothingSold(request.placement, offers.get(cloud));
  return { request, rungs: allowedRungs(context, request, rungs, offers), offers, ownElsewhere, warnings };
}

/**
 * Nothing falls back to where the policies forbid it, or to a machine that the template does not fit. A request that they forbid stays: the
 * signup says which policy it was.
 */
function allowedRungs(
  { policies, templates }: AppContext,
  { organization, placement, ...name }: PlacementRequest,
  rungs: RungOffer[],
  offers: ReadonlyMap<Cloud, KnownOffer>,
): RungOffer[] {
  const release = knownRelease(templates, name);
  const allowed = rungs.filter(({ rung, place }) => {
    if (release !== undefined && resourceIssue(release, place.machineType) !== undefined) return false;
    const { cloud, region, machineType } = rung;
    const offer = offers.get(cloud)?.offer;
    const findings = judge(policies, {
      ...{ kind: "create", organization, tenant: "", sshAllowedFrom: [], changes: [] },
      placement: { cloud, region, machineType, size: placement.size },
      costPerMonth: offer === undefined ? null : priceOf(offer, place).perMonth,
    });
    return !isDenied(findings);
  });
  const isRequested = ({ rung }: RungOffer): boolean =>
    rung.cloud === placement.cloud && rung.region === placement.region;
  return allowed.some(isRequested) ? allowed : rungs.slice(0, 1);
}

/** Nobody but the operator knows where machines of the operator's own are: they take no other's place, and no other takes theirs. */
async function othersThan(context: AppContext, { organization, placement }: PlacementRequest): Promise<Cloud[]> {
  const sold = availableClouds().filter((name) => regionsOf(name).some(({ country }) => country !== ON_PREMISES));
  if (!sold.includes(placement.cloud)) return [];
  const clouds = await readClouds(context, organization);
  return clouds
    .filter(({ name, configured }) => configured && name !== placement.cloud && sold.includes(name))
    .map(({ name }) => name);
}

/** Any account of the cloud reports it: all are offered the same. Without one that has room, another cloud is no fallback. */
async function offerAt(
  context: AppContext,
  { organization, template, placement, ownOnly }: PlacementRequest & { ownOnly: boolean },
  cloud: Cloud,
  freshness: "wait" | "known",
): Promise<KnownOffer | undefined> {
  const target = await chooseAccount(context.db.em(), context, { cloud, organization, template, ownOnly }).catch(
    (error: unknown) => {
      if (isFreeholdError(error)) return undefined;
      throw error;
    },
  );
  if (target !== undefined) return context.offers.of(target, placement.region, freshness);
  return cloud === placement.cloud ? catalogueOffer(cloud, placement.region) : undefined;
}

function warningsOf({ cloud, region, machineType }: Placement): string[] {
  if (machineType === undefined) return [];
  const { warning } = currentTypeNamed(cloud, region, machineType);
  return warning === undefined ? [] : [warning];
}

function nothingSold({ cloud, region, size, machineType }: Placement, known: KnownOffer | undefined): FreeholdError {
  const places = [...new Set(known?.offer.places.map((place) => place.region.name))];
  // Only a cluster of the operator's own has regions that the catalogue does not know.
  if (regionOf(cloud, region).country === ON_PREMISES && !places.includes(region)) return noSuchNode(region, places);
  const what = machineType === undefined ? `machine of size ${size}` : machineType;
  const field = machineType === undefined ? "size" : "machineType";
  const asOf = known === undefined || known.source === "catalogue" ? "" : ` (asked ${known.asOf.toISOString()})`;
  return new FreeholdError("size_unavailable", `${cloud} sells no ${what} in ${region}${asOf}`, {
    errors: [{ pointer: `/placement/${field}`, detail: `not sold in ${region}, got "${machineType ?? size}"` }],
    nextStep: `choose one of GET /v1/clouds/${cloud}/sizes?region=${region}, or another region`,
  });
}

function noSuchNode(region: string, nodes: readonly string[]): FreeholdError {
  const known = nodes.join(", ");
  return new FreeholdError("region_unknown", `region must be a node of the cluster, one of ${known}, got "${region}"`, {
    errors: [{ pointer: "/placement/region", detail: `must be one of ${known}, got "${region}"` }],
    nextStep: `choose one of ${known}`,
  });
}
