import { digitaloceanFirewallRules, type OpenPort } from "@freehold/components";
import { cloudTag, LABEL_MANAGED_BY, LABEL_PROFILE } from "@freehold/model";
import * as digitalocean from "@pulumi/digitalocean";
import type * as pulumi from "@pulumi/pulumi";
import type { FirewallProfile } from "./contract.ts";

/** The tag that everything of ours carries: it goes with the account, since a tag outlives the last machine that carried it. */
export function digitaloceanManagedByTag(provider: pulumi.ProviderResource): void {
  new digitalocean.Tag("managed-by-tag", { name: cloudTag(LABEL_MANAGED_BY, "freehold") }, { provider });
}

/** A profile at DigitalOcean: a firewall of the tag that its machines carry; the tag goes with the account, too. */
export function digitaloceanProfile(
  profile: string,
  openPorts: readonly OpenPort[],
  provider: pulumi.ProviderResource,
): pulumi.Output<FirewallProfile> {
  const tag = new digitalocean.Tag(
    `${profile}-profile-tag`,
    { name: cloudTag(LABEL_PROFILE, profile) },
    { provider, deleteBeforeReplace: true },
  );
  const firewall = new digitalocean.Firewall(
    `${profile}-profile`,
    { name: `fh-profile-${profile}`, tags: [tag.name], ...digitaloceanFirewallRules(openPorts) },
    { provider },
  );
  return firewall.id.apply((id) => ({ id, selector: cloudTag(LABEL_PROFILE, profile) }));
}
