import type { OpenPort } from "@freehold/components";
import * as pulumi from "@pulumi/pulumi";
import type { FirewallProfile } from "./contract.ts";

/** A Docker host is made by whoever owns it, with its firewall: tenants' slots share nothing that an account would have to make. */
export function dockerProfile(profile: string, _openPorts: readonly OpenPort[]): pulumi.Output<FirewallProfile> {
  return pulumi.output({ id: "none", selector: `freehold-profile-${profile}` });
}
