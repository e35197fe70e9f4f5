import type { InventoryItem } from "@freehold/clouds";
import { cloudResources, type Deployment, type StateResource } from "../state/deployment.ts";

/** Pulumi's type tokens for the clouds' own words. */
const TOKENS: Readonly<Record<string, string>> = {
  "hetzner server": "hcloud:index/server:Server",
  "hetzner volume": "hcloud:index/volume:Volume",
  "hetzner primary_ip": "hcloud:index/primaryIp:PrimaryIp",
  "hetzner network": "hcloud:index/network:Network",
  "hetzner firewall": "hcloud:index/firewall:Firewall",
  "hetzner ssh_key": "hcloud:index/sshKey:SshKey",
  "digitalocean droplet": "digitalocean:index/droplet:Droplet",
  "digitalocean volume": "digitalocean:index/volume:Volume",
  "digitalocean vpc": "digitalocean:index/vpc:Vpc",
  "digitalocean firewall": "digitalocean:index/firewall:Firewall",
  "digitalocean ssh_key": "digitalocean:index/sshKey:SshKey",
  "digitalocean tag": "digitalocean:index/tag:Tag",
  "proxmox qemu": "proxmoxve:index/vmLegacy:VmLegacy",
  "proxmox snippet": "proxmoxve:index/fileLegacy:FileLegacy",
  "docker network": "docker:index/network:Network",
  "docker volume": "docker:index/volume:Volume",
  "cloudflare dns_record": "cloudflare:index/dnsRecord:DnsRecord",
  "route53 dns_record": "aws:route53/record:Record",
};

const KINDS = new Map(
  Object.entries(TOKENS).map(([words, token]) => {
    const [cloud = "", type = ""] = words.split(" ");
    return [token, { cloud: cloud as InventoryItem["cloud"], type }];
  }),
);

/** The clouds' own words for one of Pulumi's type tokens; undefined for what no cloud lists by its labels. */
export function itemKindOf(token: string): Pick<InventoryItem, "cloud" | "type"> | undefined {
  return KINDS.get(token);
}

/** What the clouds hold and the state does not know: the answer to its creation was lost, or an update wrote it unseen. */
export function beyondState(items: readonly InventoryItem[], known: readonly StateResource[]): InventoryItem[] {
  const ids = new Set(known.map((each) => `${each.type} ${each.id}`));
  return items.filter((item) => !ids.has(`${tokenOf(item)} ${item.id}`));
}

function tokenOf({ cloud, type }: InventoryItem): string | undefined {
  return TOKENS[`${cloud} ${type}`];
}

/** Those that a stack's own creations left behind: what was there before is another's, unless a creation of its type was cut off. */
export function ofStack(
  items: readonly InventoryItem[],
  before: readonly InventoryItem[],
  cutOff: readonly string[],
): InventoryItem[] {
  const wasThere = (item: InventoryItem) => before.some(({ type, id }) => type === item.type && id === item.id);
  const mayBeCutOff = (item: InventoryItem) => cutOff.some((urn) => urn.includes(`${tokenOf(item)}::`));
  return items.filter((item) => !wasThere(item) || mayBeCutOff(item));
}

/** URNs of what the state knows as made half-way and the clouds list by its labels: anything else could not be found again. */
export function halfMadeItems(deployment: Deployment | undefined): string[] {
  const listed = new Set(Object.values(TOKENS));
  return cloudResources(deployment)
    .filter(({ type, initErrors }) => listed.has(type) && (initErrors ?? []).length > 0)
    .map(({ urn }) => urn);
}
