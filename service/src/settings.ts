/** A setting of the service: a variable of its environment. */
export interface Setting {
  name: string;
  meaning: string;
  /** @default - as `meaning` says */
  default?: string;
  /** Its value is never shown. @default false */
  secret?: boolean;
}

/** Every setting of the service, in the order in which a reader meets them. The README quotes this table. */
export const SETTINGS = [
  {
    name: "FREEHOLD_ROLE",
    meaning:
      "`all`: the whole service in this process. `api`: HTTP. `worker`: operations and background loops. [Several processes](docs/operations.md) share a PostgreSQL",
    default: "all",
  },
  {
    name: "FREEHOLD_HOME",
    meaning: "Folder of everything the service keeps: keys, embedded database, engine state",
    default: "~/.freehold",
  },
  {
    name: "FREEHOLD_CLOUD",
    meaning: "`sandbox`: emulated clouds on this machine. `live`: real clouds, which cost money",
    default: "sandbox",
  },
  { name: "FREEHOLD_HOST", meaning: "Address to listen on; `0.0.0.0` for all", default: "127.0.0.1" },
  { name: "PORT", meaning: "TCP port to listen on; 0 lets the system choose", default: "8080" },
  {
    name: "FREEHOLD_RATE_LIMIT_KEY",
    meaning: "Requests that an API key may send in a minute, to all API processes together; 0: as many as it likes",
    default: "6000",
  },
  {
    name: "FREEHOLD_RATE_LIMIT_ADDRESS",
    meaning: "Requests that an address may send in a minute, to all API processes together; 0: as many as it likes",
    default: "12000",
  },
  {
    name: "FREEHOLD_RATE_LIMIT_FAILURES",
    meaning: "Requests without a valid key that an address may send in a minute; 0: as many as it likes",
    default: "60",
  },
  {
    name: "FREEHOLD_STREAMS_PER_KEY",
    meaning: "Event streams that an API key may have open at an API process; 0: as many as it likes",
    default: "100",
  },
  {
    name: "FREEHOLD_CORS_ORIGINS",
    meaning: "Origins of web pages that may use the API, such as `https://app.example.com`, separated by commas",
    default: "none",
  },
  {
    name: "FREEHOLD_TRUSTED_PROXIES",
    meaning: "Addresses or networks of proxies in front, separated by commas, whose `X-Forwarded-For` is believed",
    default: "none",
  },
  {
    name: "FREEHOLD_ADMIN_KEY",
    meaning: "The operator's API key; without it one is made and kept in `<home>/admin.key`",
    secret: true,
  },
  {
    name: "FREEHOLD_MASTER_KEY",
    meaning:
      "32 bytes, base64 or hex, that everything at rest is sealed with; older keys may follow, separated by commas. Without it one is made and kept in `<home>/master.key`",
    secret: true,
  },
  { name: "DATABASE_URL", meaning: "PostgreSQL; without it the embedded database in `<home>/db`", secret: true },
  {
    name: "PULUMI_BACKEND_URL",
    meaning: "Where Pulumi keeps state; without it files in `<home>/engine/state`",
    secret: true,
  },
  { name: "FREEHOLD_WORKERS", meaning: "Operations that run at a time; each takes about 270 MB", default: "3" },
  {
    name: "FREEHOLD_RUNNING",
    meaning: "Most operations that run at a time, of all workers together",
    default: "as many as the workers can",
  },
  {
    name: "FREEHOLD_RUNNING_PER_ACCOUNT",
    meaning: "Most of them in one account of a cloud",
    default: "no limit of its own",
  },
  {
    name: "FREEHOLD_RUNNING_PER_ORGANIZATION",
    meaning: "Most of them of one organization. Organizations take turns in any case",
    default: "no limit of its own",
  },
  {
    name: "FREEHOLD_LEASE_SEC",
    meaning: "Seconds after which an operation whose worker is silent goes to another",
    default: "30",
  },
  {
    name: "FREEHOLD_DRAIN_SEC",
    meaning: "Seconds that running operations get to end when the service stops",
    default: "30",
  },
  {
    name: "FREEHOLD_MIN_FREE_MIB",
    meaning: "Free space in the file system of the home, in MiB, below which no operation is begun",
    default: "200",
  },
  {
    name: "FREEHOLD_SILENCE_SEC",
    meaning: "Seconds without a sign of life from the engine after which an operation counts as hung and is stopped",
    default: "1200",
  },
  {
    name: "FREEHOLD_STAGE_SEC",
    meaning:
      "Longest that a stage of an operation may take, in seconds, as `stage=seconds` separated by commas; what takes longer is stopped, recovered and tried once more",
    default: "initialise=600, allocate=1500, configure=600, provision=1800, verify=1800",
  },
  {
    name: "FREEHOLD_RETRIES",
    meaning:
      "How often an operation is tried again while a cloud does not answer; after other failures that may pass at most 4 times",
    default: "7: for about an hour",
  },
  {
    name: "FREEHOLD_RETRY_MS",
    meaning: "Milliseconds before the first further try; each pause is five times the one before, at most half an hour",
    default: "500",
  },
  {
    name: "FREEHOLD_INVENTORY_PAUSE_SEC",
    meaning:
      "Seconds between the two times that the clouds are asked what they hold of a tenant: what was just ordered may be listed late",
    default: "3",
  },
  {
    name: "FREEHOLD_HOST_CHECK_SEC",
    meaning: "Seconds between two checks of a shared host",
    default: "30",
  },
  {
    name: "FREEHOLD_HOST_CHECK_TIMEOUT_SEC",
    meaning: "Seconds that a shared host may take to answer a check",
    default: "10",
  },
  {
    name: "FREEHOLD_HOST_CHECKS",
    meaning: "Checks in a row without an answer after which a shared host is dead and its tenants are moved",
    default: "3",
  },
  {
    name: "FREEHOLD_POLICY_PUBLIC_SSH",
    meaning: "What it is worth that the whole internet may reach SSH: `deny`, `warn`, `allow`",
    default: "warn",
  },
  {
    name: "FREEHOLD_POLICY_REGIONS",
    meaning:
      "Clouds, such as `hetzner`, and regions, such as `digitalocean:fra1`, that machines may be in, separated by commas",
    default: "all",
  },
  {
    name: "FREEHOLD_POLICY_MAX_PRICE",
    meaning:
      "What a tenant's machine may cost a month before tax, such as `40 EUR`; several currencies separated by commas",
    default: "any price",
  },
  {
    name: "FREEHOLD_POLICIES",
    meaning: "Folder of [policies of your own](docs/policies.md), a module each",
    default: "none",
  },
  {
    name: "FREEHOLD_PUBLIC_URL",
    meaning:
      "Address of the API as machines reach it, such as `https://api.example.com`: new machines [report](docs/ledger.md#machines-that-report) to it once a minute",
    default: "none: machines do not report",
  },
  {
    name: "FREEHOLD_HEARTBEAT_LOST_SEC",
    meaning: "Seconds after which a machine that has reported, and does not any more, is looked at",
    default: "300",
  },
  {
    name: "FREEHOLD_SWEEP_SEC",
    meaning: "Seconds between two comparisons of what an account, host or zone holds with what it should",
    default: "600",
  },
  {
    name: "FREEHOLD_SWEEP_CONFIRM_SEC",
    meaning: "Seconds before what such a comparison found is asked again; nothing is concluded from one answer",
    default: "5",
  },
  {
    name: "FREEHOLD_SWEEP_PERCENT",
    meaning: "Share of each account's API budget that comparisons may take",
    default: "10",
  },
  {
    name: "FREEHOLD_HEAL",
    meaning:
      "What is done about a tenant that is not as it should be: `report` it, or `repair` what can be put right without the loss of data",
    default: "report",
  },
  {
    name: "FREEHOLD_BRAKE_PERCENT",
    meaning:
      "Share of the tenants (and at least 3) that look unwell at once above which nothing is healed or removed by itself",
    default: "10",
  },
  {
    name: "FREEHOLD_ORPHAN_GRACE_SEC",
    meaning: "Seconds after which something that carries our labels and nobody has is quarantined",
    default: "86400",
  },
  {
    name: "FREEHOLD_ORPHAN_REMOVAL_SEC",
    meaning: "Seconds in quarantine after which such a thing of a known tenant is removed by itself",
    default: "never",
  },
  {
    name: "FREEHOLD_PLACEMENT_FALLBACK",
    meaning:
      "Where a machine may be when the cloud has none in the region that was asked for, unless the signup says it: `none`, `region`, `cloud`",
    default: "none",
  },
  {
    name: "FREEHOLD_CAPACITY_RETRY_SEC",
    meaning:
      "Seconds before a tenant that waits for a machine is tried again; they double from try to try, up to half an hour",
    default: "60",
  },
  {
    name: "FREEHOLD_OFFER_REFRESH_SEC",
    meaning: "Age in seconds from which a cloud is asked anew what it sells, where, and for how much",
    default: "600",
  },
  {
    name: "FREEHOLD_CALLS_PER_HOUR",
    meaning:
      "Calls an hour that each account of a cloud may make, where the vendor granted another number than it documents, such as `hetzner=7200`; several, separated by commas",
    default: "the vendors' own; none for `proxmox`",
  },
  {
    name: "FREEHOLD_GOLDEN_IMAGES",
    meaning:
      "Template, such as `supabase`, for which an image is made in every account: machines born from it have Docker and the template's container images already. A cloud charges for the image's storage",
    default: "none: machines are born bare",
  },
  { name: "LOG_LEVEL", meaning: "`trace`, `debug`, `info`, `warn`, `error`, `fatal` or `silent`", default: "info" },
  {
    name: "FREEHOLD_PULUMI_BIN",
    meaning: "The Pulumi engine, version 3.250.0; the launcher sets it",
    default: "pulumi on the PATH",
  },
  {
    name: "FREEHOLD_CACHE",
    meaning: "Folder of what is built once per machine; the launcher sets it",
    default: "~/.cache/freehold",
  },
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

/** Name of a setting. */
export type SettingName = (typeof SETTINGS)[number]["name"];
