/** A scope of a token, and a request that it decides about: one that cannot be carried out and changes nothing. */
export interface DigitaloceanScope {
  scope: string;
  method: "GET" | "POST" | "PUT" | "DELETE";
  /** Below the base path. What it names does not exist. */
  path: string;
}

const NOWHERE = "00000000-0000-0000-0000-000000000000";

/**
 * What a token with custom scopes needs, and no more: the scopes that the API's description names for the requests which the official provider
 * and the service make. https://docs.digitalocean.com/reference/api/scopes
 */
export const DIGITALOCEAN_SCOPES: readonly DigitaloceanScope[] = [
  { scope: "account:read", method: "GET", path: "/account" },
  { scope: "actions:read", method: "GET", path: "/actions/0" },
  { scope: "regions:read", method: "GET", path: "/regions" },
  { scope: "sizes:read", method: "GET", path: "/sizes" },
  { scope: "image:read", method: "GET", path: "/images" },
  { scope: "snapshot:read", method: "GET", path: "/snapshots" },
  { scope: "snapshot:delete", method: "DELETE", path: "/snapshots/0" },
  { scope: "droplet:read", method: "GET", path: "/droplets/0" },
  { scope: "droplet:create", method: "POST", path: "/droplets" },
  { scope: "droplet:update", method: "POST", path: "/droplets/0/actions" },
  { scope: "droplet:delete", method: "DELETE", path: "/droplets/0" },
  { scope: "block_storage:read", method: "GET", path: `/volumes/${NOWHERE}` },
  { scope: "block_storage:create", method: "POST", path: "/volumes" },
  { scope: "block_storage:delete", method: "DELETE", path: `/volumes/${NOWHERE}` },
  { scope: "block_storage_action:create", method: "POST", path: `/volumes/${NOWHERE}/actions` },
  { scope: "vpc:read", method: "GET", path: `/vpcs/${NOWHERE}` },
  { scope: "vpc:create", method: "POST", path: "/vpcs" },
  { scope: "vpc:delete", method: "DELETE", path: `/vpcs/${NOWHERE}` },
  { scope: "firewall:read", method: "GET", path: `/firewalls/${NOWHERE}` },
  { scope: "firewall:create", method: "POST", path: "/firewalls" },
  { scope: "firewall:update", method: "PUT", path: `/firewalls/${NOWHERE}` },
  { scope: "firewall:delete", method: "DELETE", path: `/firewalls/${NOWHERE}` },
  { scope: "ssh_key:read", method: "GET", path: "/account/keys/0" },
  { scope: "ssh_key:create", method: "POST", path: "/account/keys" },
  { scope: "ssh_key:delete", method: "DELETE", path: "/account/keys/0" },
  { scope: "tag:read", method: "GET", path: "/tags/freehold-nothing" },
  { scope: "tag:create", method: "POST", path: "/tags" },
  { scope: "tag:delete", method: "DELETE", path: "/tags/freehold-nothing" },
  { scope: "reserved_ip:read", method: "GET", path: "/reserved_ips" },
];
