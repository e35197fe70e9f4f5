import type { CloudAccess } from "@freehold/clouds";
import type { CloudTarget } from "../app/clouds-port.ts";
import type { GatedCloud } from "./vendors.ts";

/** Address of the gateway that stands for a vendor's. */
export type AddressFor = (cloud: GatedCloud, basePath: string) => string;

/** Paths that the vendors' APIs have under one version, and that their clients want in an endpoint. */
const BASE_PATHS: Readonly<Record<GatedCloud, string>> = {
  hetzner: "/v1",
  digitalocean: "/v2",
  cloudflare: "/client/v4",
};

/** The target with the gateway's addresses instead of the vendors'. Clouds without a gateway stay as they are. */
export function readdress(target: CloudTarget, addressFor: AddressFor): CloudTarget {
  const at = (cloud: GatedCloud): string => addressFor(cloud, BASE_PATHS[cloud]);
  const { hcloud, digitalocean, cloudflare } = target.providers;
  return {
    ...target,
    providers: {
      ...target.providers,
      ...(hcloud && { hcloud: { ...hcloud, endpoint: at("hetzner") } }),
      // This provider adds the version itself.
      ...(digitalocean && { digitalocean: { ...digitalocean, apiEndpoint: addressFor("digitalocean", "/") } }),
      ...(cloudflare && { cloudflare: { ...cloudflare, baseUrl: at("cloudflare") } }),
    },
    inventory: target.inventory.map((access) => (isGated(access) ? { ...access, endpoint: at(access.cloud) } : access)),
  };
}

/** A token, and where its vendor is when not at its own address. */
export interface Credential {
  cloud: GatedCloud;
  token: string;
  endpoint?: string;
}

/** One for each gated cloud that the target is reached through. */
export function credentialsIn({ inventory }: CloudTarget): Credential[] {
  return inventory.filter(isGated);
}

/** Hardware of the operator's own has no limit, and requests to Route 53 are signed for its very address. */
function isGated(access: CloudAccess): access is Extract<CloudAccess, { cloud: GatedCloud }> {
  return !["proxmox", "docker", "route53"].includes(access.cloud);
}
