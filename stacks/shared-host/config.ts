import { providerOf } from "@freehold/stack-contract/cloud-settings";
import { dnsProviderOf } from "@freehold/stack-contract/dns-settings";
import { type Environment, readStackSettings } from "@freehold/stack-contract/read-stack-settings";
import * as pulumi from "@pulumi/pulumi";
import { parseSharedHostConfig, SHARED_HOST_SETTINGS, type SharedHostConfig } from "./contract.ts";

/**
 * The running stack's configuration. What is not set there is taken from `env`, the host's id from the stack's name.
 *
 * @throws FreeholdError `invalid_request` that names every missing or wrong key.
 */
export function sharedHostConfigFromPulumi(env: Environment): SharedHostConfig {
  const raw = readStackSettings(SHARED_HOST_SETTINGS, env);
  return parseSharedHostConfig({
    hostId: pulumi.getStack(),
    ...raw,
    // A machine that is there already has no provider, and a host without a name of its own no zone's.
    providers: {
      ...(raw.cloud === "docker" ? {} : providerOf(raw.cloud, raw.providers)),
      ...(raw.name === undefined ? {} : dnsProviderOf(raw.dnsProvider, raw.providers)),
    },
  });
}
