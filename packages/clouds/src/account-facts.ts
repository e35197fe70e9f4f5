import type { CredentialCloud } from "@freehold/model";
import { readDigitaloceanAccount } from "./digitalocean/account.ts";
import { createDigitaloceanClient } from "./digitalocean/client.ts";
import { readDockerAccount } from "./docker/account.ts";
import { createDockerClient } from "./docker/client.ts";
import { readHetznerAccount } from "./hetzner/account.ts";
import { createHetznerClient } from "./hetzner/client.ts";
import type { CloudAccess } from "./inventory.ts";
import { readProxmoxAccount } from "./proxmox/account.ts";
import { createProxmoxClient } from "./proxmox/client.ts";

/** What a cloud tells of the account that a credential opens. What it does not tell is absent. */
export interface AccountFacts {
  /** The vendor's own id of the account: two credentials with the same one open the same account. */
  identity?: string;
  /** How much of each the account may hold. */
  limits: { servers?: number; volumes?: number; reservedIps?: number };
  /** Servers in it that are not Freehold's. */
  otherServers?: number;
  /** False: the credential cannot order machines. */
  mayWrite?: boolean;
  /** Whether Freehold shares something among tenants there already. */
  isManaged: boolean;
}

/** A credential of a cloud that machines are ordered from, or of a Docker host. */
export type MachineAccess = Extract<CloudAccess, { cloud: CredentialCloud | "docker" }>;

/** Somebody waits for the answer: a cloud that is away is said to be away soon. */
const PATIENCE = { attempts: 2, timeoutMs: 10_000, patienceMs: 2000 };

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
  const patience = { ...PATIENCE, ...options };
  switch (access.cloud) {
    case "hetzner":
      return readHetznerAccount(createHetznerClient({ ...patience, ...access }));
    case "digitalocean":
      return readDigitaloceanAccount(createDigitaloceanClient({ ...patience, ...access }));
    case "proxmox":
      return readProxmoxAccount(createProxmoxClient({ attempts: patience.attempts, ...access }));
    case "docker":
      return readDockerAccount(createDockerClient(access));
  }
}
