import type { OpenPort } from "@freehold/components";
import * as pulumi from "@pulumi/pulumi";
import type { FirewallProfile } from "./contract.ts";

/**
 * A profile at Proxmox VE is none: this version makes no firewall there, and machines are as open as the operator's bridge is. They
 * carry the profile's name as a tag, for rules of the operator's own.
 */
export function proxmoxProfile(profile: string, _openPorts: readonly OpenPort[]): pulumi.Output<FirewallProfile> {
  return pulumi.output({ id: "none", selector: `freehold-profile-${profile}` });
}
