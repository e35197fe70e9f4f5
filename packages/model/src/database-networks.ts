import { z } from "zod";
import { parseIpNetwork } from "./ip-network.ts";
import { networkIssue } from "./network-issue.ts";
import type { Cloud } from "./vocabulary.ts";

/**
 * Most networks that may reach a tenant's database: the least of what the clouds' firewalls take in a rule, so that a tenant may be moved.
 * Hetzner: 100 (https://docs.hetzner.cloud/reference/cloud#tag/firewalls/create_firewall), DigitalOcean: 1000
 * (https://docs.digitalocean.com/products/networking/firewalls/details/limits/), Proxmox VE: no limit is documented.
 */
export const MAX_DATABASE_NETWORKS = 100;

/** Networks that may reach a tenant's database, in CIDR form. */
export const DatabaseNetworks = z
  .array(
    z.string().superRefine((text, context) => {
      const message = networkIssue(text);
      if (message !== undefined)
        context.addIssue({ code: "custom", message: `${message}, got ${JSON.stringify(text)}` });
    }),
  )
  .max(
    MAX_DATABASE_NETWORKS,
    `must be at most ${MAX_DATABASE_NETWORKS} networks, which is what a firewall rule of Hetzner takes: name larger ones`,
  );

/** What a cloud cannot do of networks that are right in themselves: the place of the first in the list, and why. */
export function databaseNetworkIssue(
  networks: readonly string[],
  cloud: Cloud,
): { index: number; detail: string } | undefined {
  // Docker takes IPv6 in by a proxy of its own: the database would see that one's address instead of the caller's.
  if (cloud !== "docker") return undefined;
  const index = networks.findIndex((network) => parseIpNetwork(network)?.version === 6);
  if (index < 0) return undefined;
  return {
    index,
    detail: `must be an IPv4 network for a slot, which is reached by IPv4 only, got "${networks[index]}"`,
  };
}

/** What the owner should know of who may reach the database. */
export function databaseNetworkWarnings(networks: readonly string[]): string[] {
  return networks
    .filter((network) => parseIpNetwork(network)?.prefix === 0)
    .map(
      (network) =>
        `databaseAllowedFrom: ${network} lets everybody try the database's password; name the networks that need it`,
    );
}
