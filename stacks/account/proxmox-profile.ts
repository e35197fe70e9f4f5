import type { OpenPort } from "@freehold/components";
import * as pulumi from "@pulumi/pulumi";
import type { FirewallProfile } from "./contract.ts";

/**
 * A profile at Proxmox VE is none: firewalls there know no labels, so each machine has one of its own, made by the tenant's stack
 * (`sshAllowedFrom`). Machines carry the profile's name as a tag, for rules of the operator's own.
 */
export function proxmoxProfile(profile: string, _openPorts: readonly OpenPort[]): pulumi.Output<FirewallProfile> {
  return pulumi.output({ id: "none", selector: `freehold-profile-${profile}` });
}
