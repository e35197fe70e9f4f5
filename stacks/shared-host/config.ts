import { providerOf } from "@freehold/components/cloud-settings";
import { type Environment, readStackSettings } from "@freehold/components/read-stack-settings";
import * as pulumi from "@pulumi/pulumi";
import { parseSharedHostConfig, SHARED_HOST_SETTINGS, type SharedHostConfig } from "./contract.ts";

/**
 * The running stack's configuration. What is not set there is taken from `env`, the host's id from the stack's name.
 *
 * @throws FreeholdError `invalid_request` that names every missing or wrong key.
 */
export function sharedHostConfigFromPulumi(env: Environment): SharedHostConfig {
  const raw = readStackSettings(SHARED_HOST_SETTINGS, env);
  const providers = raw.providers as Record<string, object> | undefined;
  const ordered = raw.cloud === "docker" ? {} : providerOf(raw.cloud, providers);
  return parseSharedHostConfig({
    hostId: pulumi.getStack(),
    ...raw,
    providers: { ...ordered, ...(providers?.cloudflare && { cloudflare: providers.cloudflare }) },
  });
}
