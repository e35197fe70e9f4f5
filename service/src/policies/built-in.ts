import type { Money } from "@freehold/catalogue";
import { allowedRegions } from "./allowed-regions.ts";
import { labelled } from "./labelled.ts";
import type { Policy } from "./policy.ts";
import { priceCeiling } from "./price-ceiling.ts";
import { publicSsh } from "./public-ssh.ts";

/** What the operator decides about the policies that come with the service. */
export interface PolicySettings {
  publicSsh: "deny" | "warn" | "allow";
  /** @default - every region */
  regions?: readonly string[] | undefined;
  /** @default - any price */
  maxPrice?: readonly Money[] | undefined;
}

/** The policies that come with the service, as they are set. */
export function builtInPolicies({ publicSsh: ssh, regions, maxPrice }: PolicySettings): Policy[] {
  return [
    labelled,
    ...(ssh === "allow" ? [] : [publicSsh(ssh)]),
    ...(regions === undefined ? [] : [allowedRegions(regions)]),
    ...(maxPrice === undefined ? [] : [priceCeiling(maxPrice)]),
  ];
}
