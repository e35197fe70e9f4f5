import type { ItemizedPrice, MachineType, Money } from "@freehold/catalogue";
import { ownerWarnings } from "@freehold/components/templates";
import {
  type ErrorCode,
  isFreeholdError,
  type Placement,
  type PolicyFinding,
  type ResourceSummary,
  type TenantSpec,
} from "@freehold/model";
import type { AppContext, Caller } from "../context.ts";
import { assertNotOfTheService } from "../domains/claim-domain.ts";
import { judge } from "../operations/policy-verdict.ts";
import { chooseZone, inZone } from "../placement/choose-zone.ts";
import type { KnownOffer } from "../placement/live-offers.ts";
import { placementChooser } from "../placement/placement-chooser.ts";
import { plannedResources } from "../placement/planned-resources.ts";
import { type QuotaVerdict, quotaVerdict } from "./assert-quota.ts";
import { checkSignup, textSettings } from "./check-signup.ts";
import { signupPlan } from "./signup-plan.ts";

/** What a signup would build and cost. */
export interface TenantPreview {
  /** The tenant's host name. */
  host: string;
  /** Where it would be built now, and on what. */
  placement: Placement;
  /** False: the cloud has no such machine now, and the tenant would wait for one. */
  available: boolean;
  machineType: Pick<MachineType, "name" | "cores" | "memoryGib" | "diskGib">;
  resources: ResourceSummary[];
  /** Before tax, and what it contains. */
  price: ItemizedPrice;
  costPerMonth: Money;
  /** Whether the organization may have one tenant more. */
  quota: QuotaVerdict;
  /** Where prices and availability come from, and from when they are. */
  source: KnownOffer["source"];
  asOf: Date;
  warnings: string[];
  /** What the policies have to say; one that denies would refuse the signup. */
  findings: PolicyFinding[];
}

/**
 * Returns what a signup would build, after the cloud's preflight check of the order; writes and builds nothing.
 *
 * @throws FreeholdError as the signup itself would, and what would keep its operation from building
 */
export async function previewTenant(context: AppContext, caller: Caller, spec: TenantSpec): Promise<TenantPreview> {
  const release = checkSignup(context, spec);
  if (spec.domain !== undefined) assertNotOfTheService(context, spec.domain);
  const request = { ...spec, organization: caller.organization };
  const { choose, ladder } = await placementChooser(context, request, "wait");
  const em = context.db.em();
  const choice = await choose(em);
  const { rung, target, price, available, warnings } = choice;
  const zone = await chooseZone(em, context, { organization: caller.organization, name: spec.name });
  // A host is asked by the watch, and by the slot itself.
  const asking = ladder === undefined ? Promise.resolve() : context.probe.assertReady(target, rung, "request");
  const unasked = [
    ...(await whyUnasked(asking, rung.cloud, "it would take the order")),
    ...(await whyUnasked(context.probe.assertZone(inZone(target, zone)), zone.provider, "the zone is there")),
  ];
  const { name, cores, memoryGib, diskGib } = choice.machineType;
  const { source, asOf } = ladder === undefined ? ofCatalogue(context) : knownOf(ladder.offers.get(rung.cloud));
  return {
    host: `${spec.name}.${zone.name}`,
    placement: { ...spec.placement, ...rung },
    available,
    machineType: { name, cores, memoryGib, diskGib },
    resources: plannedResources({
      ...{ cloud: target.cloud, name: spec.name, zone, domain: spec.domain },
      template: release.template.name,
      sshAllowedFrom: target.sshAllowedFrom,
      databaseAllowedFrom: spec.databaseAllowedFrom,
    }),
    price,
    costPerMonth: price.perMonth,
    quota: await quotaVerdict(em, caller.organization, spec.placement),
    source,
    asOf,
    warnings: [
      ...warnings,
      ...unasked,
      ...ownerWarnings(release, { ...spec, settings: textSettings(spec.settings) }, rung.cloud),
    ],
    findings: judge(context.policies, signupPlan(spec, caller.organization, choice)),
  };
}

function ofCatalogue({ now }: AppContext): Pick<KnownOffer, "source" | "asOf"> {
  return { source: "catalogue", asOf: now() };
}

const PASSING: readonly ErrorCode[] = ["cloud_unreachable", "cloud_unavailable", "cloud_rate_limited"];

/** A vendor that does not answer now keeps nobody from seeing the rest; a cluster of the operator's own is the operator's to start. */
async function whyUnasked(asking: Promise<void>, cloud: string, what: string): Promise<string[]> {
  try {
    await asking;
    return [];
  } catch (error) {
    const passes = isFreeholdError(error) && PASSING.some((code) => code === error.code);
    if (!passes || cloud === "proxmox") throw error;
    return [`${cloud} could not be asked whether ${what}: ${error.message}`];
  }
}

function knownOf(known: KnownOffer | undefined): KnownOffer {
  if (known === undefined) throw new Error("a placement is chosen from an offer");
  return known;
}
