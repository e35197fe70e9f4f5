import { hetznerFirewallRules, type OpenPort } from "@freehold/components";
import { LABEL_MANAGED_BY, LABEL_PROFILE, LABEL_SCOPE } from "@freehold/model";
import * as hcloud from "@pulumi/hcloud";
import type * as pulumi from "@pulumi/pulumi";
import type { FirewallProfile } from "./contract.ts";

/** A profile at Hetzner: a project has room for 50 firewalls, so that one per tenant would end at the fiftieth. */
export function hetznerProfile(
  profile: string,
  openPorts: readonly OpenPort[],
  provider: pulumi.ProviderResource,
): pulumi.Output<FirewallProfile> {
  const selector = `${LABEL_MANAGED_BY}=freehold,${LABEL_PROFILE}=${profile}`;
  const firewall = new hcloud.Firewall(
    `${profile}-profile`,
    {
      name: `fh-profile-${profile}`,
      labels: { [LABEL_MANAGED_BY]: "freehold", [LABEL_SCOPE]: "account" },
      applyTos: [{ labelSelector: selector }],
      rules: hetznerFirewallRules(openPorts),
    },
    { provider },
  );
  return firewall.id.apply((id) => ({ id, selector }));
}
