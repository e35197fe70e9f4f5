import { createHash } from "node:crypto";
import { type Cloud, FreeholdError } from "@freehold/model";
import type { DnsProviderName } from "@freehold/stack-contract/dns-settings";
import type { AccountSecret, CloudTarget, ConfiguredClouds, OpenAccount, Zone } from "../app/accounts/clouds-port.ts";
import { inZone } from "../app/placement/choose-zone.ts";
import { dokployInstallation } from "./dokploy-installation.ts";
import { placedId, placedName } from "./placed-account.ts";
import { type Reach, reachWith } from "./reach.ts";
import type { SandboxAccess } from "./sandbox-access.ts";
import { sandboxZones } from "./zones.ts";

/** The alphabet of ids has no `o`: none of them holds the word. */
const IDS_OF_SANDBOXES = /^[a-z0-9]+sandbox[0-9a-f]+$/;

/**
 * The emulated clouds as the service orders from them.
 *
 * @param options `maxTenants`: most tenants in one account; `dnsProviders`: whose zones tenants have names in, by default Cloudflare's
 */
export function sandboxClouds(
  access: SandboxAccess,
  { maxTenants, dnsProviders }: { maxTenants?: number; dnsProviders?: readonly DnsProviderName[] } = {},
): ConfiguredClouds {
  // Every sandbox has tokens of its own: what was built in an earlier one is distinguished by them.
  const fingerprint = createHash("sha256").update(access.hetzner.token).digest("hex").slice(0, 12);
  const accountId = (id: string): string => `${id}sandbox${fingerprint}`;
  const accounts = secretsOf(access).map(({ secret, place }) => ({
    id: accountId(placedId(secret.cloud, place)),
    name: placedName("sandbox", place),
    secret,
    ...(maxTenants !== undefined && { maxTenants }),
  }));
  const zones = sandboxZones(access, dnsProviders);
  const names = [...new Set<Cloud>(accounts.map(({ secret }) => secret.cloud))];
  return {
    kind: "sandbox",
    zones,
    ...(access.dokploy && { dokploy: dokployInstallation(access.dokploy.endpoint, access.dokploy.apiKey) }),
    list: () => names.map((name) => ({ name, configured: true, missing: [] })),
    accounts: (cloud) => accounts.filter(({ secret }) => secret.cloud === cloud),
    accountId,
    access: (secret) => reachOf(secret, access).access,
    target: (account) => targetOf(account, access, zones),
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

function targetOf({ id, secret }: OpenAccount, access: SandboxAccess, [zone]: readonly Zone[]): CloudTarget {
  if (zone === undefined) throw new Error("a sandbox has a zone at each provider that it emulates");
  const reach = reachOf(secret, access);
  const target = {
    cloud: secret.cloud,
    accountId: id,
    accountStack: id,
    sshPort: access.sshPort,
    sshAllowedFrom: ["0.0.0.0/0", "::/0"],
    tls: tlsOf(secret, access),
    providers: reach.providers,
    inventory: [reach.access],
  };
  return inZone(target, zone);
}

/** Only simulated machines can have certificates of the sandbox's authority: real ones would ask a real authority. */
function tlsOf({ cloud }: AccountSecret, { internet }: SandboxAccess): CloudTarget["tls"] {
  // The web ports of a host are not one tenant's.
  if (cloud === "docker") return "none";
  return internet?.machineKind === "simulated" ? "own" : "internal";
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
