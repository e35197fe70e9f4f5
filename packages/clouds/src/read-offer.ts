import type { LiveOffer } from "@freehold/catalogue";
import { createDigitaloceanClient } from "./digitalocean/client.ts";
import { readDigitaloceanOffer } from "./digitalocean/offer.ts";
import { createDockerClient } from "./docker/client.ts";
import { readDockerOffer } from "./docker/offer.ts";
import { createHetznerClient } from "./hetzner/client.ts";
import { readHetznerOffer } from "./hetzner/offer.ts";
import type { MachineAccess, RequestLimits } from "./machine-access.ts";
import { createProxmoxClient } from "./proxmox/client.ts";
import { readProxmoxOffer } from "./proxmox/offer.ts";

/**
 * What a cloud sells now, where, and for how much.
 *
 * @throws FreeholdError `cloud_unauthorized`, `cloud_rate_limited`, `cloud_unreachable`; `cloud_unavailable` when the answer is none of the vendor's API
 */
export async function readOffer(access: MachineAccess, limits: RequestLimits = {}): Promise<LiveOffer> {
  const { attempts = 3, timeoutMs = 10_000 } = limits;
  const bounds = { attempts, timeoutMs };
  switch (access.cloud) {
    case "hetzner":
      return readHetznerOffer(createHetznerClient({ ...access, ...bounds }), Date.now());
    case "digitalocean":
      return readDigitaloceanOffer(createDigitaloceanClient({ ...access, ...bounds }));
    case "proxmox":
      return readProxmoxOffer(createProxmoxClient({ ...access, ...bounds }));
    case "docker":
      return readDockerOffer(createDockerClient(access));
  }
}
