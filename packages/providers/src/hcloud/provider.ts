import type { ProviderDefinition } from "@freehold/provider-kit";
import type { AllowEndpoint } from "../http/endpoint.ts";
import { packageVersion } from "../package-version.ts";
import type { StandIns } from "../stand-ins.ts";
import type { HcloudClient } from "./client.ts";
import { checkHcloudConfig, configureHcloud } from "./configuration.ts";
import { firewall } from "./firewall.ts";
import { firewallAttachment } from "./firewall-attachment.ts";
import { lookUps } from "./look-ups.ts";
import { network } from "./network.ts";
import { networkSubnet } from "./network-subnet.ts";
import { primaryIp } from "./primary-ip.ts";
import { rdns } from "./rdns.ts";
import { server } from "./server/resource.ts";
import { serverNetwork } from "./server-network.ts";
import { snapshot } from "./snapshot.ts";
import { sshKey } from "./ssh-key.ts";
import { volume } from "./volume.ts";
import { volumeAttachment } from "./volume-attachment.ts";

/** Stand-in for the `hcloud` package. It talks only to endpoints that `allow` lets it talk to. */
export function hcloudProvider(allow: AllowEndpoint): ProviderDefinition<HcloudClient> {
  const version = packageVersion("@pulumi/hcloud");
  return {
    name: "hcloud",
    version,
    checkConfig: (config, unknown) => checkHcloudConfig(config, unknown, allow),
    configure: (config) => configureHcloud(config, allow, version),
    resources: {
      "hcloud:index/firewall:Firewall": firewall,
      "hcloud:index/firewallAttachment:FirewallAttachment": firewallAttachment,
      "hcloud:index/network:Network": network,
      "hcloud:index/networkSubnet:NetworkSubnet": networkSubnet,
      "hcloud:index/primaryIp:PrimaryIp": primaryIp,
      "hcloud:index/rdns:Rdns": rdns,
      "hcloud:index/server:Server": server,
      "hcloud:index/serverNetwork:ServerNetwork": serverNetwork,
      "hcloud:index/snapshot:Snapshot": snapshot,
      "hcloud:index/sshKey:SshKey": sshKey,
      "hcloud:index/volume:Volume": volume,
      "hcloud:index/volumeAttachment:VolumeAttachment": volumeAttachment,
    } satisfies StandIns<"hetzner">,
    functions: lookUps,
  };
}
