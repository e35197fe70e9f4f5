/** What the type tokens of machines and of data volumes begin with. */
const TYPES = [
  ...["hcloud:index/server:", "hcloud:index/volume:", "digitalocean:index/droplet:", "digitalocean:index/volume:"],
  ...["proxmoxve:index/vm", "proxmoxve:index/container", "docker:index/volume:"],
];

/** The same things by the inventory's names. */
const ITEMS: readonly string[] = ["server", "droplet", "qemu", "lxc", "volume"];

/** Whether what a cloud lists under this type is a machine or a data volume. */
export function itemHoldsData(type: string): boolean {
  return ITEMS.includes(type);
}

/** Whether a resource of this type is a machine or a data volume: with one of them goes what nobody brings back. */
export function holdsData(token: string): boolean {
  return TYPES.some((type) => token.startsWith(type));
}
