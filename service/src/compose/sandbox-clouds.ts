import { createHash } from "node:crypto";
import { type Cloud, FreeholdError } from "@freehold/model";
import type { CloudTarget, ConfiguredClouds } from "../app/clouds-port.ts";
import type { SandboxAccess } from "./sandbox-access.ts";

const NAMES_OF_SANDBOXES = /^[a-z]+sandbox[0-9a-f]+$/;

/** How the machines of one emulated cloud are ordered and looked for; the names' cloud is the same for all. */
interface Reach extends Pick<CloudTarget, "inventory"> {
  providers: Omit<CloudTarget["providers"], "cloudflare">;
}

/** The emulated clouds as the service orders from them. */
export function sandboxClouds(access: SandboxAccess): ConfiguredClouds {
  // Every sandbox has tokens of its own: what was built in an earlier one is told apart by them.
  const fingerprint = createHash("sha256").update(access.hetzner.token).digest("hex").slice(0, 12);
  const reaches = reachesOf(access);
  const clouds = Object.keys(reaches) as Cloud[];
  return {
    kind: "sandbox",
    zone: access.cloudflare.zone,
    list: () => clouds.map((name) => ({ name, configured: true, missing: [] })),
    target(cloud) {
      const reach = reaches[cloud];
      if (reach === undefined) throw notEmulated(cloud, clouds);
      return targetOf(cloud, `${cloud}sandbox${fingerprint}`, access, reach);
    },
    isGone: (accountId) => NAMES_OF_SANDBOXES.test(accountId) && !accountId.endsWith(`sandbox${fingerprint}`),
  };
}

/** Every cloud that machines can be ordered from in the sandbox. */
function reachesOf({ hetzner, digitalocean, proxmox }: SandboxAccess): Partial<Record<Cloud, Reach>> {
  return {
    hetzner: {
      providers: { hcloud: { token: hetzner.token, endpoint: hetzner.endpoint } },
      inventory: [{ cloud: "hetzner", token: hetzner.token, endpoint: hetzner.endpoint }],
    },
    digitalocean: {
      // The provider adds `/v2` itself.
      providers: { digitalocean: { token: digitalocean.token, apiEndpoint: new URL("/", digitalocean.endpoint).href } },
      inventory: [{ cloud: "digitalocean", token: digitalocean.token, endpoint: digitalocean.endpoint }],
    },
    proxmox: proxmoxReach(proxmox),
  };
}

function proxmoxReach({ endpoint, tokenId, tokenSecret, templateId, ssh }: SandboxAccess["proxmox"]): Reach {
  const apiToken = `${tokenId}=${tokenSecret}`;
  const reached = { endpoint, apiToken, insecure: true, templateId };
  const { username, password, address, port } = ssh;
  return {
    providers: {
      proxmoxve: { ...reached, sshUsername: username, sshPassword: password, sshAddress: address, sshPort: port },
    },
    inventory: [{ cloud: "proxmox", endpoint, apiToken, insecure: true }],
  };
}

function targetOf(cloud: Cloud, account: string, { cloudflare, sshPort }: SandboxAccess, reach: Reach): CloudTarget {
  const { token, endpoint, zone, zoneId } = cloudflare;
  return {
    cloud,
    accountId: account,
    accountStack: account,
    zone,
    zoneId,
    sshPort,
    sshAllowedFrom: ["0.0.0.0/0", "::/0"],
    tls: "internal",
    providers: { ...reach.providers, cloudflare: { apiToken: token, baseUrl: endpoint } },
    inventory: [...reach.inventory, { cloud: "cloudflare", token, endpoint, zoneId }],
  };
}

function notEmulated(cloud: Cloud, clouds: readonly Cloud[]): FreeholdError {
  const known = clouds.join(", ");
  return new FreeholdError(
    "cloud_not_configured",
    `the sandbox of this version emulates ${known} only, got "${cloud}"`,
    {
      errors: [{ pointer: "/placement/cloud", detail: `must be one of ${known} in the sandbox, got "${cloud}"` }],
      nextStep: `choose one of ${known}`,
    },
  );
}
