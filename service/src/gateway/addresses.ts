import type { CloudAccess } from "@freehold/clouds";
import type { CloudTarget } from "../app/accounts/clouds-port.ts";
import { type GatedCloud, isGated } from "./vendors.ts";

/** Address of the gateway that stands for a vendor's. */
export type AddressFor = (cloud: GatedCloud, basePath: string) => string;

/** Where and with what a gated cloud is asked. */
export type GatedAccess = Extract<CloudAccess, { cloud: GatedCloud }>;

/** Paths that the vendors' APIs have under one version, and that their clients want in an endpoint. */
const BASE_PATHS: Readonly<Record<GatedCloud, string>> = {
  hetzner: "/v1",
  digitalocean: "/v2",
  cloudflare: "/client/v4",
  proxmox: "",
  route53: "",
};

/** What the gateway must know of a target. */
export type Reachable = Pick<CloudTarget, "cloud" | "accountId" | "callsPerHour" | "providers" | "inventory">;

/** The target with the gateway's addresses instead of the vendors'. A Docker host, which has no API of a vendor's, stays as it is. */
export function readdress<Target extends Reachable>(target: Target, addressFor: AddressFor): Target {
  const at = (cloud: GatedCloud): string => addressFor(cloud, BASE_PATHS[cloud]);
  const { hcloud, digitalocean, cloudflare, proxmoxve, aws } = target.providers;
  return {
    ...target,
    providers: {
      ...target.providers,
      ...(hcloud && { hcloud: { ...hcloud, endpoint: at("hetzner") } }),
      // This provider adds the version itself.
      ...(digitalocean && { digitalocean: { ...digitalocean, apiEndpoint: addressFor("digitalocean", "/") } }),
      ...(cloudflare && { cloudflare: { ...cloudflare, baseUrl: at("cloudflare") } }),
      ...(proxmoxve && { proxmoxve: { ...proxmoxve, endpoint: at("proxmox"), insecure: true } }),
      ...(aws && { aws: { ...aws, endpoints: [{ route53: at("route53") }] } }),
    },
    inventory: target.inventory.map((access) => readdressed(access, at)),
  };
}

function readdressed(access: CloudAccess, at: (cloud: GatedCloud) => string): CloudAccess {
  if (!isGatedAccess(access)) return access;
  const endpoint = at(access.cloud);
  if (access.cloud !== "proxmox") return { ...access, endpoint };
  // The gateway's certificate is its own; the cluster's, and where it is, are looked at by the gateway.
  const { publicOnly: _, ...rest } = access;
  return { ...rest, endpoint, insecure: true };
}

/** How each gated cloud of the target is asked. */
export function gatedAccessIn({ inventory }: Reachable): GatedAccess[] {
  return inventory.filter(isGatedAccess);
}

function isGatedAccess(access: CloudAccess): access is GatedAccess {
  return isGated(access.cloud);
}
