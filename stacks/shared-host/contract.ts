import { EdgeTls } from "@freehold/components/edge-args";
import { Cloud, DomainName, Size, TenantId } from "@freehold/model";
import { SshHostKey, SshPrivateKey } from "@freehold/ssh";
import { MACHINE_PROVIDER_SETTINGS, MachineProviders, requireProvider } from "@freehold/stack-contract/cloud-settings";
import {
  DNS_PROVIDER_NAMES,
  DNS_PROVIDER_SETTINGS,
  DnsProviders,
  requireDnsProvider,
} from "@freehold/stack-contract/dns-settings";
import { Cidr, LabelValue, Port, UserName } from "@freehold/stack-contract/setting-values";
import { type StackSetting, settingsOf, stackContract } from "@freehold/stack-contract/stack-settings";
import { z } from "zod";

/** Project name of a shared host's stack; its configuration keys are in the namespace of the same name. */
export const SHARED_HOST_PROJECT = "freehold-shared-host";

/** What a host has room for. */
const HostCapacity = z.strictObject({
  /** Tenants that it takes at most. */
  slots: z.number().int().min(1).max(1000),
  /** Memory for all of them together, in GiB. */
  memoryGib: z.number().positive(),
  cores: z.number().positive(),
});
export type HostCapacity = z.infer<typeof HostCapacity>;

const SharedHostSettings = z.strictObject({
  /** The host's immutable id; also the stack's name. */
  hostId: TenantId,
  organization: LabelValue.default("operator"),
  /** The operation that creates what does not exist yet; later values do not relabel what does. */
  operation: LabelValue.default("cli"),
  /** Where the machine is ordered; `docker`: none is, `address` says where it is. */
  cloud: Cloud,
  /** The cloud's name of a region; of a machine that is there already, any name for where it is. */
  region: z.string().min(1).max(64),
  size: Size.default("large"),
  /** Address of a machine that is there already. */
  address: z.string().min(1).optional(),
  sshPort: Port.default(22),
  /** Of a machine that is there already: root, or a user who may become root by `sudo` without a password. */
  sshUser: UserName.default("freehold"),
  /** Private key of that user, OpenSSH form; with `address`. */
  sshPrivateKey: SshPrivateKey.optional(),
  /** The machine's public host key, `ssh-ed25519 …`; with `address`. */
  hostKey: SshHostKey.optional(),
  /** Firewall profile of the account that applies to an ordered machine. */
  profile: LabelValue.default("shared-host"),
  /** Proxmox VE: networks that may reach an ordered machine by SSH; the other clouds have the account's profile. */
  sshAllowedFrom: z.array(Cidr).min(1).optional(),
  /** Refuse to delete the machine; a destroy first sets it to false. */
  protect: z.boolean().default(false),
  /** What the host has room for; must be set with `address`. Of an ordered machine: see {@link capacityOf}. */
  capacity: HostCapacity.optional(),
  /** Zone that tenants' names are in. */
  zone: DomainName,
  /** Id of the zone; absent: looked up by the zone's name. */
  zoneId: z.string().min(1).optional(),
  /** Who serves the zone. */
  dnsProvider: z.enum(DNS_PROVIDER_NAMES).default("cloudflare"),
  /** First label of a name of the host's own: it and all names below it lead to the host. Absent: no records are made. */
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,61}[a-z0-9]$/, "must be one label of a domain name")
    .optional(),
  /** Where the edge's certificates come from. */
  tls: z.enum(EdgeTls).default(EdgeTls.AcmeHttp),
  /** Whom the certificate authority writes to; with `acme-dns` and `acme-http`. */
  email: z.email().optional(),
  /** Directory of the certificate authority, such as its staging one. */
  caServer: z.url({ protocol: /^https$/ }).optional(),
  /** Cloudflare token that may edit the zone, for the host; with `acme-dns`. Best one that may do nothing else. */
  zoneToken: z.string().min(1).optional(),
  /** A certificate to show with `internal`, instead of Traefik's own: PEM, with its chain. */
  certificate: z.string().min(1).optional(),
  /** Its private key, PEM. */
  certificateKey: z.string().min(1).optional(),
  /** Credentials and addresses of the providers. */
  providers: MachineProviders.extend(DnsProviders.shape),
});
/** What a shared host's stack is configured with. Keys are those of `Pulumi.<stack>.yaml`, without the namespace. */
export const SharedHostConfig = SharedHostSettings.superRefine((config, context) => {
  if (config.cloud === "docker")
    requireAll(config, context, ["address", "sshPrivateKey", "hostKey", "capacity"], "docker");
  else refuseAll(config, context, ["address", "sshPrivateKey", "hostKey"]);
  if (config.cloud !== "docker") requireProvider(config, context);
  if (config.cloud !== "proxmox" && config.sshAllowedFrom !== undefined) {
    const message = `must be left out at ${config.cloud}: the account's firewall profile says who may reach SSH`;
    context.addIssue({ code: "custom", path: ["sshAllowedFrom"], message });
  }
  if (config.tls !== EdgeTls.Internal) requireAll(config, context, ["email"], config.tls);
  if (config.tls === EdgeTls.AcmeDns) requireAll(config, context, ["zoneToken"], config.tls);
  if (config.tls === EdgeTls.AcmeDns && config.dnsProvider !== "cloudflare") {
    const message = `must be acme-http or internal for a zone at ${config.dnsProvider}: acme-dns is built for cloudflare`;
    context.addIssue({ code: "custom", path: ["tls"], message });
  }
  if (config.certificate !== undefined) requireAll(config, context, ["certificateKey"], "certificate");
  if (config.name !== undefined) requireDnsProvider(config, context);
});
export type SharedHostConfig = z.infer<typeof SharedHostConfig>;
/** As {@link SharedHostConfig}, before the defaults are filled in. */
export type SharedHostConfigInput = z.input<typeof SharedHostConfig>;

/** What a shared host's stack answers: what a service must know to place tenants on it. */
export const SharedHostOutputs = z.object({
  host: z.object({
    id: z.string(),
    cloud: Cloud,
    region: z.string(),
    /** The cloud's id of the machine; of one that was there already, its address. */
    machineId: z.string(),
    /** Address that tenants' names lead to. */
    address: z.string(),
    ssh: z.object({ host: z.string(), port: Port, user: z.string(), hostKey: z.string() }),
    capacity: HostCapacity,
    /** Whether tenants are reached by their names. */
    edge: z.boolean(),
    tls: z.enum(EdgeTls),
    zone: DomainName,
  }),
  /** Private key of the SSH user. Secret. */
  sshPrivateKey: z.string(),
  dns: z.array(z.object({ name: z.string(), type: z.string(), value: z.string() })),
  /** Of an ordered machine; of one that was there already, none. */
  costPerMonth: z.object({ amount: z.number(), currency: z.string() }).optional(),
});
export type SharedHostOutputs = z.infer<typeof SharedHostOutputs>;

const own = settingsOf(SHARED_HOST_PROJECT);

/** Every setting: where an operator sets it, and where it stands in {@link SharedHostConfig}. */
export const SHARED_HOST_SETTINGS: readonly StackSetting[] = [
  own("hostId"),
  own("organization"),
  own("operation"),
  own("cloud"),
  own("region"),
  own("size"),
  own("address"),
  own("sshPort", { as: "number", env: "FREEHOLD_SSH_PORT" }),
  own("sshUser"),
  own("sshPrivateKey", { secret: true }),
  own("hostKey"),
  own("profile"),
  own("sshAllowedFrom", { as: "json" }),
  own("protect", { as: "boolean" }),
  own("capacity", { as: "json" }),
  own("zone", { env: "FREEHOLD_ZONE" }),
  own("zoneId", { env: "FREEHOLD_ZONE_ID" }),
  own("dnsProvider", { env: "FREEHOLD_ZONE_PROVIDER" }),
  own("name"),
  own("tls"),
  own("email"),
  own("caServer"),
  own("zoneToken", { secret: true }),
  own("certificate"),
  own("certificateKey", { secret: true }),
  ...MACHINE_PROVIDER_SETTINGS,
  ...DNS_PROVIDER_SETTINGS,
];

const contract = stackContract(SharedHostConfig, SHARED_HOST_SETTINGS);
/** Checks a configuration and fills in its defaults. */
export const parseSharedHostConfig = contract.parse;
/** The configuration map that makes a stack run with this configuration. */
export const toSharedHostStackConfig = contract.write;

function requireAll(config: object, context: z.RefinementCtx, names: readonly string[], because: string): void {
  for (const name of names) {
    if ((config as Record<string, unknown>)[name] !== undefined) continue;
    context.addIssue({ code: "custom", path: [name], message: `must be set with ${because}` });
  }
}

function refuseAll(config: object, context: z.RefinementCtx, names: readonly string[]): void {
  for (const name of names) {
    if ((config as Record<string, unknown>)[name] === undefined) continue;
    context.addIssue({ code: "custom", path: [name], message: "must be left out unless cloud is docker" });
  }
}
