/** What the type tokens of machines and of data volumes begin with. */
const TYPES = [
  ...["hcloud:index/server:", "hcloud:index/volume:", "digitalocean:index/droplet:", "digitalocean:index/volume:"],
  ...["proxmoxve:index/vm", "proxmoxve:index/container", "docker:index/volume:"],
];

/** Whether a resource of this type is a machine or a data volume: with one of them goes what nobody brings back. */
export function holdsData(token: string): boolean {
  return TYPES.some((type) => token.startsWith(type));
}
