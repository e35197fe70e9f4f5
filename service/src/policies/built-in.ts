import type { Money } from "@freehold/catalogue";
import { labelled } from "./labelled.ts";
import type { Policy } from "./policy.ts";
import { priceCeiling } from "./price-ceiling.ts";
import { publicSsh } from "./public-ssh.ts";
import { allowedRegions } from "./regions.ts";

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
