import type { CloudAccess, MachineAccess } from "@freehold/clouds";
import type { Cloud, FreeholdError } from "@freehold/model";
import type { DockerSettings, ProxmoxSettings } from "@freehold/stack-contract/cloud-settings";
import type { DnsProviderName } from "@freehold/stack-contract/dns-settings";
import type { TenantStackConfigInput } from "@freehold/stack-tenant/contract";

/** Everything a tenant's stack must know of the account it is built in. */
export interface CloudTarget {
  cloud: Cloud;
  /** Recorded on the tenant and never changed silently. */
  accountId: string;
  /** Stack of what the account's tenants share. */
  accountStack: string;
  /** Calls an hour that the account may make. @default - what the settings say, or the vendor's number */
  callsPerHour?: number;
  /** Zone that the tenants' names are in. */
  zone: string;
  /** @default - looked up by the zone's name */
  zoneId?: string;
  dnsProvider: DnsProviderName;
  sshPort: number;
  /** Networks that may reach the machines by SSH. */
  sshAllowedFrom: string[];
  tls: NonNullable<TenantStackConfigInput["tls"]>;
  providers: TenantStackConfigInput["providers"];
  /** Where the account's resources are looked for, independently of any state. */
  inventory: CloudAccess[];
}

/** A zone that tenants can have their names in. */
export interface Zone {
  name: string;
  /** The provider's own id. @default - looked up by the name */
  id?: string;
  provider: DnsProviderName;
  /** What a tenant's stack makes records with. */
  providers: Pick<TenantStackConfigInput["providers"], "cloudflare" | "aws">;
  /** Where its records are looked for. */
  access: Extract<CloudAccess, { cloud: "cloudflare" | "route53" }>;
}

/** A Dokploy installation: servers of it lead to machines of ours. */
export interface DokployInstallation {
  /** Host name, and port where it is not the usual one. */
  name: string;
  access: Extract<CloudAccess, { cloud: "dokploy" }>;
}

/** What lets its bearer order machines in an account, with what the cloud must be given beside it. */
export type AccountSecret =
  | { cloud: "hetzner"; token: string }
  | { cloud: "digitalocean"; token: string }
  /** `publicOnly`: the addresses are a customer's word, and must not lead into the service's own network. */
  | ({ cloud: "proxmox"; publicOnly?: boolean } & ProxmoxSettings)
  | ({ cloud: "docker" } & DockerSettings);

/** An account and what opens it. */
export interface OpenAccount {
  /** Letters and digits: it is also the name of the account's stack. */
  id: string;
  secret: AccountSecret;
}

/** An account whose secret is in the service's settings. */
export interface ConfiguredAccount extends OpenAccount {
  /** For people: the setting that it comes from, and its place there. */
  name: string;
  /** The account's limit of servers. @default - what the cloud reports */
  maxServers?: number;
  /** @default - as many as the account holds */
  maxTenants?: number;
}

/** A cloud and whether this service can order from it. */
export interface CloudSummary {
  name: Cloud;
  configured: boolean;
  /** Environment variables that must be set before it can. */
  missing: string[];
}

/** The clouds that this service was given credentials for. */
export interface ConfiguredClouds {
  /** `sandbox`: emulators on this machine; nothing costs anything. */
  readonly kind: "sandbox" | "live";
  /** Zones in which the tenants' names are; none while the service is not configured for any. */
  readonly zones: readonly Zone[];
  /** @default - there is none */
  readonly dokploy?: DokployInstallation;
  list(): CloudSummary[];
  /** The accounts of a cloud that the configuration brings: the platform's first ones, none when there is none. */
  accounts(cloud: Cloud): readonly ConfiguredAccount[];
  /** Id for an account that is added while the service runs; in a sandbox it says which one. */
  accountId(id: string): string;
  /** Where and with what an account's cloud is asked. */
  access(secret: AccountSecret): MachineAccess;
  /** With the names in the first zone. @throws FreeholdError `cloud_not_configured` that names the missing environment variables. */
  target(account: OpenAccount): CloudTarget;
  /** Why nothing can be ordered from a cloud that has no account, and what brings one. */
  notConfigured(cloud: Cloud): FreeholdError;
  /** True for an account of a sandbox that ended: everything in it ended with it. */
  isGone(accountId: string): boolean;
}
