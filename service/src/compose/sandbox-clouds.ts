import { createHash } from "node:crypto";
import { type Cloud, FreeholdError } from "@freehold/model";
import type { AccountSecret, CloudTarget, ConfiguredClouds, OpenAccount } from "../app/clouds-port.ts";
import { placedId, placedName } from "./placed-account.ts";
import { type Reach, reachWith } from "./reach.ts";
import type { SandboxAccess } from "./sandbox-access.ts";

/** The alphabet of ids has no `o`: none of them holds the word. */
const IDS_OF_SANDBOXES = /^[a-z0-9]+sandbox[0-9a-f]+$/;

/**
 * The emulated clouds as the service orders from them.
 *
 * @param limits `maxTenants`: most tenants in one account
 */
export function sandboxClouds(access: SandboxAccess, { maxTenants }: { maxTenants?: number } = {}): ConfiguredClouds {
  // Every sandbox has tokens of its own: what was built in an earlier one is told apart by them.
  const fingerprint = createHash("sha256").update(access.hetzner.token).digest("hex").slice(0, 12);
  const accountId = (id: string): string => `${id}sandbox${fingerprint}`;
  const accounts = secretsOf(access).map(({ secret, place }) => ({
    id: accountId(placedId(secret.cloud, place)),
    name: placedName("sandbox", place),
    secret,
    ...(maxTenants !== undefined && { maxTenants }),
  }));
  const names = [...new Set<Cloud>(accounts.map(({ secret }) => secret.cloud))];
  return {
    kind: "sandbox",
    zone: access.cloudflare.zone,
    list: () => names.map((name) => ({ name, configured: true, missing: [] })),
    accounts: (cloud) => accounts.filter(({ secret }) => secret.cloud === cloud),
    accountId,
    access: (secret) => reachOf(secret, access).access,
    target: (account) => targetOf(account, access),
    notConfigured: (cloud) => notEmulated(cloud, names),
    isGone: (accountId) => IDS_OF_SANDBOXES.test(accountId) && !accountId.endsWith(`sandbox${fingerprint}`),
  };
}

/** The accounts at every cloud that machines can be ordered from in the sandbox, in order. */
function secretsOf({
  hetzner,
  digitalocean,
  proxmox,
  docker,
}: SandboxAccess): { secret: AccountSecret; place: number }[] {
  const { endpoint, tokenId, tokenSecret, templateId, ssh } = proxmox;
  const node = { sshUsername: ssh.username, sshPassword: ssh.password, sshAddress: ssh.address, sshPort: ssh.port };
  const apiToken = `${tokenId}=${tokenSecret}`;
  return [
    ...tokensOf(hetzner).map((token, place) => ({ secret: { cloud: "hetzner", token } as const, place })),
    ...tokensOf(digitalocean).map((token, place) => ({ secret: { cloud: "digitalocean", token } as const, place })),
    { secret: { cloud: "proxmox", endpoint, apiToken, insecure: true, templateId, ...node }, place: 0 },
    ...(docker === undefined ? [] : [{ secret: { cloud: "docker", ...docker } as const, place: 0 }]),
  ];
}

function tokensOf({ token, furtherTokens = [] }: SandboxAccess["hetzner"]): string[] {
  return [token, ...furtherTokens];
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
    // The web ports of a host are not one tenant's.
    tls: secret.cloud === "docker" ? "none" : "internal",
    providers: { ...reach.providers, cloudflare: { apiToken: token, baseUrl: endpoint } },
    inventory: [reach.access, { cloud: "cloudflare", token, endpoint, zoneId }],
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
  // Every cloud is emulated; a host of container machines takes memory, and is started when it is wanted.
  const remedy = cloud === "docker" ? "set FREEHOLD_SANDBOX_DOCKER to true and start again" : `choose one of ${known}`;
  return new FreeholdError("cloud_not_configured", `this sandbox has ${known} only, got "${cloud}"`, {
    errors: [{ pointer: "/placement/cloud", detail: `must be one of ${known} in the sandbox, got "${cloud}"` }],
    nextStep: remedy,
  });
}
