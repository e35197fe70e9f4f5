import { ANYWHERE, GoldenImage, type OpenPort, templateImages, webProfile } from "@freehold/components";
import { type Cloud, FreeholdError } from "@freehold/model";
import { machineProvider } from "@freehold/stack-contract/machine-provider";
import * as pulumi from "@pulumi/pulumi";
import type { AccountStackConfig, AccountStackOutputs, FirewallProfile } from "./contract.ts";
import { digitaloceanManagedByTag, digitaloceanProfile } from "./digitalocean-profile.ts";
import { dockerProfile } from "./docker-profile.ts";
import { hetznerProfile } from "./hetzner-profile.ts";
import { proxmoxProfile } from "./proxmox-profile.ts";

export { accountConfigFromPulumi } from "./config.ts";
export * from "./contract.ts";

/** The outputs of the account's stack, each an output of the stack under its key. */
export type AccountProgramOutputs = { [Key in keyof AccountStackOutputs]: pulumi.Output<AccountStackOutputs[Key]> };

/** Makes a firewall profile at a cloud. */
type CreateProfile = (
  profile: string,
  openPorts: readonly OpenPort[],
  provider: pulumi.ProviderResource,
) => pulumi.Output<FirewallProfile>;

const CREATE_PROFILE: Readonly<Partial<Record<Cloud, CreateProfile>>> = {
  hetzner: hetznerProfile,
  digitalocean: digitaloceanProfile,
  proxmox: proxmoxProfile,
  docker: dockerProfile,
};

/** What tenants of a shared host publish beside their names. */
const ONE_CLICK_PORTS: OpenPort = { port: "19000-29000", allowedFrom: ANYWHERE, description: "one-click" };

/**
 * Builds what all tenants of one account at a cloud share: firewall profiles. A machine is under a profile by its label or tag
 * `freehold-profile`.
 *
 * @throws FreeholdError `cloud_not_configured` for a cloud without profiles in this version.
 */
export function accountProgram(config: AccountStackConfig): AccountProgramOutputs {
  const createProfile = profileOf(config.cloud);
  const provider = machineProvider(config.cloud, config.providers, config.goldenImage?.region);
  if (config.cloud === "digitalocean") digitaloceanManagedByTag(provider);
  const furtherPorts = config.openPorts.map((open) => ({ ...open, description: "further port" }));
  const webPorts = [...webProfile(config.sshPort, config.sshAllowedFrom), ...furtherPorts];
  const web = createProfile("web", webPorts, provider);
  const sharedHost = createProfile("shared-host", [...webPorts, ONE_CLICK_PORTS], provider);
  return {
    firewallProfiles: pulumi
      .all([web, sharedHost])
      .apply(([one, other]): AccountStackOutputs["firewallProfiles"] => ({ web: one, "shared-host": other })),
    ...goldenImage(config, provider),
  };
}

/** The image, when one is asked for. */
function goldenImage(
  { cloud, sshPort, goldenImage: wanted }: AccountStackConfig,
  provider: pulumi.ProviderResource,
): Partial<Pick<AccountProgramOutputs, "goldenImage">> {
  if (wanted === undefined) return {};
  const { template, images: given, ...image } = wanted;
  const images = given ?? (template === undefined ? [] : templateImages(template));
  const made = new GoldenImage("golden", { cloud, sshPort, ...image, images }, { providers: [provider] });
  return { goldenImage: made.imageId };
}

function profileOf(cloud: Cloud): CreateProfile {
  const create = CREATE_PROFILE[cloud];
  if (create) return create;
  const known = Object.keys(CREATE_PROFILE).join(", ");
  throw new FreeholdError("cloud_not_configured", `cloud must be one of ${known} in this version, got "${cloud}"`);
}
