import type { AccountFacts } from "./account-facts.ts";
import { readDigitaloceanAccount } from "./digitalocean/account.ts";
import { createDigitaloceanClient } from "./digitalocean/client.ts";
import { readDockerAccount } from "./docker/account.ts";
import { createDockerClient } from "./docker/client.ts";
import { readHetznerAccount } from "./hetzner/account.ts";
import { createHetznerClient } from "./hetzner/client.ts";
import type { MachineAccess } from "./machine-access.ts";
import { readProxmoxAccount } from "./proxmox/account.ts";
import { createProxmoxClient } from "./proxmox/client.ts";

/** Somebody waits for the answer: a cloud that is away is said to be away soon. */
const DEFAULT_LIMITS = { attempts: 2, timeoutMs: 10_000, patienceMs: 2000 };

export interface ReadAccountOptions {
  /** Attempts in all. @default 2 */
  attempts?: number;
}

/**
 * Asks a cloud about the account that a credential opens. Changes nothing.
 *
 * @throws FreeholdError `cloud_unauthorized` with the vendor's words when it refuses the credential, `cloud_unreachable`
 */
export async function readAccountFacts(access: MachineAccess, options: ReadAccountOptions = {}): Promise<AccountFacts> {
  const limits = { ...DEFAULT_LIMITS, ...options };
  switch (access.cloud) {
    case "hetzner":
      return readHetznerAccount(createHetznerClient({ ...limits, ...access }));
    case "digitalocean":
      return readDigitaloceanAccount(createDigitaloceanClient({ ...limits, ...access }));
    case "proxmox":
      return readProxmoxAccount(createProxmoxClient({ attempts: limits.attempts, ...access }));
    case "docker":
      return readDockerAccount(createDockerClient(access));
  }
}
