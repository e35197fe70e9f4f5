import type { ProviderDefinition } from "@freehold/provider-kit";
import type { AllowEndpoint } from "../http/endpoint.ts";
import { packageVersion } from "../package-version.ts";
import type { StandIns } from "../stand-ins.ts";
import type { DigitaloceanClient } from "./client.ts";
import { checkDigitaloceanConfig, configureDigitalocean } from "./configuration.ts";
import { droplet } from "./droplet/resource.ts";
import { dropletSnapshot } from "./droplet-snapshot.ts";
import { firewall } from "./firewall.ts";
import { project } from "./project.ts";
import { reservedIp } from "./reserved-ip.ts";
import { reservedIpAssignment } from "./reserved-ip-assignment.ts";
import { sshKey } from "./ssh-key.ts";
import { tag } from "./tag.ts";
import { volume } from "./volume.ts";
import { volumeAttachment } from "./volume-attachment.ts";
import { vpc } from "./vpc.ts";

/** Stand-in for the `digitalocean` package. It talks only to endpoints that `allow` lets it talk to. */
export function digitaloceanProvider(allow: AllowEndpoint): ProviderDefinition<DigitaloceanClient> {
  const version = packageVersion("@pulumi/digitalocean");
  return {
    name: "digitalocean",
    version,
    checkConfig: (config, unknown) => checkDigitaloceanConfig(config, unknown, allow),
    configure: (config) => configureDigitalocean(config, allow, version),
    resources: {
      "digitalocean:index/droplet:Droplet": droplet,
      "digitalocean:index/dropletSnapshot:DropletSnapshot": dropletSnapshot,
      "digitalocean:index/firewall:Firewall": firewall,
      "digitalocean:index/project:Project": project,
      "digitalocean:index/reservedIp:ReservedIp": reservedIp,
      "digitalocean:index/reservedIpAssignment:ReservedIpAssignment": reservedIpAssignment,
      "digitalocean:index/sshKey:SshKey": sshKey,
      "digitalocean:index/tag:Tag": tag,
      "digitalocean:index/volume:Volume": volume,
      "digitalocean:index/volumeAttachment:VolumeAttachment": volumeAttachment,
      "digitalocean:index/vpc:Vpc": vpc,
    } satisfies StandIns<"digitalocean">,
  };
}
