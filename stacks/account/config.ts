import { providerOf } from "@freehold/stack-contract/cloud-settings";
import { type Environment, readStackSettings } from "@freehold/stack-contract/read-stack-settings";
import { ACCOUNT_SETTINGS, type AccountStackConfig, parseAccountConfig } from "./contract.ts";

/**
 * The running stack's configuration; what is not set there is taken from `env`.
 *
 * @throws FreeholdError `invalid_request` that names every missing or wrong key.
 */
export function accountConfigFromPulumi(env: Environment): AccountStackConfig {
  const raw = readStackSettings(ACCOUNT_SETTINGS, env);
  return parseAccountConfig({ ...raw, providers: providerOf(raw.cloud ?? "hetzner", raw.providers) });
}
