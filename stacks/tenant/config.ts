import { providerOf } from "@freehold/stack-contract/cloud-settings";
import { dnsProviderOf } from "@freehold/stack-contract/dns-settings";
import { type Environment, readStackSettings } from "@freehold/stack-contract/read-stack-settings";
import * as pulumi from "@pulumi/pulumi";
import { parseTenantConfig, TENANT_SETTINGS, type TenantStackConfig } from "./contract.ts";

/**
 * The running stack's configuration. What is not set there is taken from `env`, the tenant's id from the stack's name.
 *
 * @throws FreeholdError `invalid_request` that names every missing or wrong key.
 */
export function tenantConfigFromPulumi(env: Environment): TenantStackConfig {
  const raw = readStackSettings(TENANT_SETTINGS, env);
  return parseTenantConfig({
    tenantId: pulumi.getStack(),
    ...raw,
    providers: { ...providerOf(raw.cloud, raw.providers), ...dnsProviderOf(raw.dnsProvider, raw.providers) },
  });
}
