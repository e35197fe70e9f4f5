import { createHash } from "node:crypto";
import { type Cloud, FreeholdError } from "@freehold/model";
import type { AccountSecret, CloudTarget, ConfiguredClouds, OpenAccount } from "../app/clouds-port.ts";
import { type Reach, reachWith } from "./reach.ts";
import type { SandboxAccess } from "./sandbox-access.ts";

const NAMES_OF_SANDBOXES = /^[a-z]+sandbox[0-9a-f]+$/;

/** The emulated clouds as the service orders from them. */
export function sandboxClouds(access: SandboxAccess): ConfiguredClouds {
  // Every sandbox has tokens of its own: what was built in an earlier one is told apart by them.
  const fingerprint = createHash("sha256").update(access.hetzner.token).digest("hex").slice(0, 12);
  const accounts = secretsOf(access).map((secret) => ({ id: `${secret.cloud}sandbox${fingerprint}`, secret }));
  const names = [...new Set<Cloud>(accounts.map(({ secret }) => secret.cloud))];
  return {
    kind: "sandbox",
    zone: access.cloudflare.zone,
    list: () => names.map((name) => ({ name, configured: true, missing: [] })),
    accounts: (cloud) => accounts.filter(({ secret }) => secret.cloud === cloud),
    target: (account) => targetOf(account, access),
    notConfigured: (cloud) => notEmulated(cloud, names),
    isGone: (accountId) => NAMES_OF_SANDBOXES.test(accountId) && !accountId.endsWith(`sandbox${fingerprint}`),
  };
}

/** An account at every cloud that machines can be ordered from in the sandbox. */
function secretsOf({ hetzner, digitalocean, proxmox }: SandboxAccess): AccountSecret[] {
  const { endpoint, tokenId, tokenSecret, templateId, ssh } = proxmox;
  const node = { sshUsername: ssh.username, sshPassword: ssh.password, sshAddress: ssh.address, sshPort: ssh.port };
  const apiToken = `${tokenId}=${tokenSecret}`;
  return [
    { cloud: "hetzner", token: hetzner.token },
    { cloud: "digitalocean", token: digitalocean.token },
    { cloud: "proxmox", endpoint, apiToken, insecure: true, templateId, ...node },
  ];
}

function targetOf({ id, secret }: OpenAccount, access: SandboxAccess): CloudTarget {
  const { token, endpoint, zone, zoneId } = access.cloudflare;
  const reach = reachOf(secret, access);
  return {
    cloud: secret.cloud,
    accountId: id,
    accountStack: id,
    zone,
    zoneId,
    sshPort: access.sshPort,
    sshAllowedFrom: ["0.0.0.0/0", "::/0"],
    tls: "internal",
    providers: { ...reach.providers, cloudflare: { apiToken: token, baseUrl: endpoint } },
    inventory: [...reach.inventory, { cloud: "cloudflare", token, endpoint, zoneId }],
  };
}

function reachOf(secret: AccountSecret, { hetzner, digitalocean }: SandboxAccess): Reach {
  switch (secret.cloud) {
    case "hetzner":
      return reachWith(secret, hetzner.endpoint);
    case "digitalocean":
      return reachWith(secret, digitalocean.endpoint);
    case "proxmox":
    case "docker":
      return reachWith(secret);
  }
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
