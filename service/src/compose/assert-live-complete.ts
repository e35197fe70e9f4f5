import { FreeholdError } from "@freehold/model";
import type { LiveConfig } from "../config/clouds.ts";
import { sharedNeeds } from "./live-clouds.ts";

/** Variables with which the service gets the first account of its own at a cloud. */
const FIRST_ACCOUNTS = ["HCLOUD_TOKEN", "DIGITALOCEAN_TOKEN", "PROXMOX_VE_API_TOKEN", "FREEHOLD_DOCKER_HOST"];

/**
 * A service on real clouds needs what every tenant needs. Accounts at the clouds may come later: `POST /v1/credentials` gives them.
 *
 * @throws FreeholdError `invalid_request` that names every variable that is missing
 */
export function assertLiveComplete(config: LiveConfig): void {
  const missing = Object.entries(sharedNeeds(config)).flatMap(([name, value]) => (value ? [] : [name]));
  if (missing.length === 0) return;
  const { hcloudTokens, digitaloceanTokens, proxmox, docker } = config;
  const hasAccount = [hcloudTokens, digitaloceanTokens, proxmox, docker].some((each) => each !== undefined);
  const accounts = hasAccount ? "" : `, and a cloud's own (${FIRST_ACCOUNTS.join(", ")})`;
  throw new FreeholdError("invalid_request", `FREEHOLD_CLOUD=live needs ${missing.join(", ")}${accounts}, got none`, {
    nextStep:
      "set them and start again, or leave FREEHOLD_CLOUD out for emulated clouds; docs/accounts.md says how each is made",
  });
}
