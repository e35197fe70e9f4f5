import type { Setting } from "./setting.ts";

/** The clouds, emulated and real, and how they are reached. */
export const CLOUD_SETTINGS = [
  {
    name: "FREEHOLD_SANDBOX",
    meaning: "File with the line that `npm run sandbox -- --json` prints: use that sandbox, which outlives the service",
  },
  {
    name: "FREEHOLD_MACHINES",
    meaning: "The sandbox's machines: `simulated`, or `container` for real ones in Docker",
    default: "simulated",
  },
  {
    name: "FREEHOLD_SANDBOX_DOCKER",
    meaning: "`true`: the sandbox has a Docker host, which as a container machine takes memory",
    default: "true with simulated machines",
  },
  {
    name: "FREEHOLD_SANDBOX_RATE_LIMIT",
    meaning: "`true`: the service's own sandbox refuses requests beyond the vendors' rate limits",
    default: "false",
  },
  {
    name: "FREEHOLD_SANDBOX_ACCOUNTS",
    meaning: "Accounts at Hetzner and at DigitalOcean in a sandbox that the service starts",
    default: "1",
  },
  {
    name: "FREEHOLD_MAX_TENANTS_PER_ACCOUNT",
    meaning: "Most tenants in one of the accounts that the settings bring",
    default: "as many as it holds",
  },
  { name: "FREEHOLD_SSH_PORT", meaning: "Port of the machines' SSH server", default: "22; 22022 in the sandbox" },
  {
    name: "FREEHOLD_SSH_ALLOWED_FROM",
    meaning: "Networks that may reach the machines by SSH, in CIDR form, separated by commas (live)",
  },
  {
    name: "FREEHOLD_ZONE",
    meaning:
      "Domain under which tenants get their names, as `zone` or `zone=id`; several, separated by commas, are used by turns",
    default: "tenants.freehold.test in the sandbox",
  },
  {
    name: "FREEHOLD_ZONE_ID",
    meaning: "The provider's id of the zone, when there is one only (live)",
    default: "looked up",
  },
  {
    name: "FREEHOLD_ZONE_PROVIDER",
    meaning: "Who serves the zones: `cloudflare` or `route53`; several, separated by commas, in the zones' order",
    default: "cloudflare",
  },
  {
    name: "FREEHOLD_DNS_RESOLVER",
    meaning:
      "Name servers that are asked for the customers' own domains, as `address` or `address:port`, separated by commas",
    default: "those of the system",
  },
  {
    name: "FREEHOLD_PRIVATE_TARGETS",
    meaning:
      "Networks in CIDR form that customers' webhooks, without TLS too, and their own Proxmox VE clusters may be in although they are not public, separated by commas",
    default: "none",
  },
  {
    name: "HCLOUD_TOKEN",
    meaning:
      "Hetzner Cloud API token with read and write access; of several accounts: their tokens, separated by commas, new ones at the end (live)",
    secret: true,
  },
  {
    name: "HCLOUD_SERVER_LIMIT",
    meaning:
      "Servers that a Hetzner account may hold, which its API does not tell: one number for all, or one per token, separated by commas (live)",
  },
  {
    name: "DIGITALOCEAN_TOKEN",
    meaning:
      "DigitalOcean API token with read and write access; of several accounts: as at Hetzner. The API tells their limits (live)",
    secret: true,
  },
  { name: "PROXMOX_VE_ENDPOINT", meaning: "Address of a Proxmox VE cluster, `https://…:8006` (live)" },
  { name: "PROXMOX_VE_API_TOKEN", meaning: "Its API token, `user@realm!name=uuid` (live)", secret: true },
  { name: "PROXMOX_VE_INSECURE", meaning: "`true`: take the cluster's own certificate (live)", default: "false" },
  {
    name: "PROXMOX_VE_SSH_USERNAME",
    meaning: "User who may write snippets on the node by SSH (live)",
    default: "root",
  },
  { name: "PROXMOX_VE_SSH_PASSWORD", meaning: "That user's password, or a private key below (live)", secret: true },
  { name: "PROXMOX_VE_SSH_PRIVATE_KEY", meaning: "That user's private key (live)", secret: true },
  {
    name: "PROXMOX_VE_SSH_ADDRESS",
    meaning: "Where the node's SSH server is (live)",
    default: "what the node says of itself",
  },
  { name: "PROXMOX_VE_SSH_PORT", meaning: "Its port, with an address (live)", default: "22" },
  {
    name: "PROXMOX_VE_TEMPLATE_ID",
    meaning: "Number of the template that machines are cloned from; it needs cloud-init and qemu-guest-agent (live)",
    default: "9000",
  },
  { name: "PROXMOX_VE_STORAGE", meaning: "Storage of the machines' disks (live)", default: "local-lvm" },
  {
    name: "PROXMOX_VE_SNIPPET_STORAGE",
    meaning: "Storage of their user data; it must allow snippets (live)",
    default: "local",
  },
  { name: "PROXMOX_VE_BRIDGE", meaning: "Bridge or virtual network of the machines (live)", default: "vmbr0" },
  { name: "PROXMOX_VE_VLAN", meaning: "VLAN tag of their network cards (live)", default: "untagged" },
  { name: "PROXMOX_VE_POOL", meaning: "Pool that machines become members of (live)" },
  { name: "CLOUDFLARE_API_TOKEN", meaning: "Cloudflare API token that may edit the zones' DNS (live)", secret: true },
  {
    name: "DOKPLOY_URL",
    meaning: "Address of a Dokploy installation, whose servers the ledger compares with the tenants that are (live)",
  },
  {
    name: "DOKPLOY_API_KEY",
    meaning: 'API key of its organization, made with `metadata: {"organizationId": …}` (live)',
    secret: true,
  },
  { name: "AWS_ACCESS_KEY_ID", meaning: "Access key that may change the record sets of zones at Route 53 (live)" },
  { name: "AWS_SECRET_ACCESS_KEY", meaning: "Its secret (live)", secret: true },
  {
    name: "FREEHOLD_DOCKER_HOST",
    meaning: "Docker engine that tenants get slots on: `ssh://user@address:port`, `tcp://…` or `unix://…` (live)",
  },
  {
    name: "FREEHOLD_DOCKER_SSH_PRIVATE_KEY",
    meaning: "Private key of a user of that host who may use Docker and run `hostctl` (live)",
    secret: true,
  },
  { name: "FREEHOLD_DOCKER_HOST_KEY", meaning: "The host's public host key, `ssh-ed25519 AAAA…` (live)" },
  {
    name: "FREEHOLD_DOCKER_ADDRESS",
    meaning: "IPv4 address that the tenants' names lead to (live)",
    default: "the one in FREEHOLD_DOCKER_HOST",
  },
  {
    name: "FREEHOLD_DOCKER_SSH_PORT",
    meaning: "Port of the host's SSH server (live)",
    default: "the one in FREEHOLD_DOCKER_HOST, or 22",
  },
  {
    name: "FREEHOLD_DOCKER_SSH_USER",
    meaning: "That user's name (live)",
    default: "the one in FREEHOLD_DOCKER_HOST, or freehold",
  },
  {
    name: "FREEHOLD_DOCKER_LIMIT_STORAGE",
    meaning: "`false`: slots may fill the host's disk, because it has no loop devices (live)",
    default: "true",
  },
] as const satisfies readonly Setting[];
