import type { ProviderDefinition } from "@freehold/provider-kit";
import type { AllowEndpoint } from "../http/endpoint.ts";
import { packageVersion } from "../package-version.ts";
import type { StandIns } from "../stand-ins.ts";
import type { DockerClient } from "./client.ts";
import { checkDockerConfig, configureDocker } from "./configuration.ts";
import { network } from "./network.ts";
import { volume } from "./volume.ts";

/** Stand-in for the `docker` package. It talks only to local sockets and to addresses that `allow` lets it talk to. */
export function dockerProvider(allow: AllowEndpoint): ProviderDefinition<DockerClient> {
  return {
    name: "docker",
    version: packageVersion("@pulumi/docker"),
    checkConfig: (config, unknown) => checkDockerConfig(config, unknown, allow),
    configure: (config) => configureDocker(config, allow),
    resources: {
      "docker:index/network:Network": network,
      "docker:index/volume:Volume": volume,
    } satisfies StandIns<"docker">,
  };
}
