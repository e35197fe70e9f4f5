/** What one tenant at Hetzner, with its name at Cloudflare, is in an inventory: kinds, in the order of their names. */
export const ONE_TENANT: readonly string[] = [
  "dns_record",
  "dns_record",
  "primary_ip",
  "primary_ip",
  "server",
  "ssh_key",
];
