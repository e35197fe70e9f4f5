import { hetznerFirewallRules, type OpenPort, webProfile } from "@freehold/components";
import { LABEL_MANAGED_BY, LABEL_PROFILE, LABEL_SCOPE } from "@freehold/model";
import * as hcloud from "@pulumi/hcloud";
import * as pulumi from "@pulumi/pulumi";
import type { AccountStackConfig, AccountStackOutputs } from "./contract.ts";

export { accountConfigFromPulumi } from "./config.ts";
export * from "./contract.ts";

/** The outputs of the account's stack, each an output of the stack under its key. */
export type AccountProgramOutputs = { [Key in keyof AccountStackOutputs]: pulumi.Output<AccountStackOutputs[Key]> };

/**
 * Builds what all tenants of one Hetzner project share: firewall profiles. A machine is under a profile by its label
 * `freehold-profile`; a project has room for 50 firewalls, so that one per tenant would end at the fiftieth.
 */
export function accountProgram(config: AccountStackConfig): AccountProgramOutputs {
  const provider = new hcloud.Provider("hetzner", {
    token: pulumi.secret(config.providers.hcloud.token),
    ...(config.providers.hcloud.endpoint === undefined ? {} : { endpoint: config.providers.hcloud.endpoint }),
  });
  const furtherPorts = config.openPorts.map((open) => ({ ...open, description: "further port" }));
  const web = createProfile("web", [...webProfile(config.sshPort, config.sshAllowedFrom), ...furtherPorts], provider);
  return { firewallProfiles: web.apply((profile): AccountStackOutputs["firewallProfiles"] => ({ web: profile })) };
}

function createProfile(
  profile: string,
  openPorts: readonly OpenPort[],
  provider: hcloud.Provider,
): pulumi.Output<{ id: string; selector: string }> {
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
