import {
  Cloud,
  DatabaseNetworks,
  DomainName,
  Size,
  StackOutputs,
  Template,
  TenantId,
  TenantName,
} from "@freehold/model";
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

/** Project name of the tenant's stack; its configuration keys are in the namespace of the same name. */
export const TENANT_PROJECT = "freehold-tenant";

/**
 * How the tenant's URL is served; `own`: a certificate by HTTP-01 on the machine, `internal`: one of the machine's own authority,
 * `edge`: through the edge of the shared host that the tenant's slot is on.
 */
export const TLS_MODES = ["own", "internal", "edge", "none"] as const;

const TenantSettings = z.strictObject({
  /** The tenant's immutable id; also the stack's name. */
  tenantId: TenantId,
  /** First label of the tenant's host name. */
  name: TenantName,
  organization: LabelValue.default("operator"),
  /** The operation that creates what does not exist yet; later values do not relabel what does. */
  operation: LabelValue.default("cli"),
  template: Template.default("supabase"),
  /** Folders of templates of the operator's own: each is a template's, which has a `template.yaml`, or one of such folders. */
  templates: z.array(z.string().min(1)).default([]),
  /**
   * Leave the workload out: for a destroy of a tenant whose template is in no folder any more. What there is of it is in the stack's state,
   * and goes with that.
   */
  withoutWorkload: z.boolean().default(false),
  /**
   * Version of the template. Absent: that of the stack's own state, and for a new stack the template's default. The service records what
   * the signup chose and always sets it. One that the template names no upgrade to is refused: it may not start on the data.
   */
  templateVersion: z.string().min(1).optional(),
  cloud: Cloud,
  region: z.string().min(1).max(64),
  size: Size.default("small"),
  /**
   * The cloud's own name of the machine type, in place of the size's first one in the catalogue. The service records what it chose
   * and always sets it, so that a newer catalogue resizes nobody. One that is discontinued is mapped to its successor, with a warning.
   */
  serverType: z.string().min(1).max(63).optional(),
  /** Take `serverType` as it is: the machine has it already, whatever is sold today. */
  keepServerType: z.boolean().default(false),
  /** The cloud's image that the machine is provisioned from, such as the account's golden one. @default - the catalogue's bare image */
  image: z.string().min(1).optional(),
  /** Zone that the tenant's name is in. */
  zone: DomainName,
  /** The DNS provider's id of the zone; absent: looked up by the zone's name. */
  zoneId: z.string().min(1).optional(),
  /** Who serves the zone. */
  dnsProvider: z.enum(DNS_PROVIDER_NAMES).default("cloudflare"),
  /** Go on when a name has records of others: for a destroy, which makes none. */
  ignoreTaken: z.boolean().default(false),
  /** A domain of the customer's own; outside the zone its records are the customer's to make. */
  domain: DomainName.optional(),
  sshPort: Port.default(22),
  sshUser: UserName.default("freehold"),
  /** Firewall profile of the account that applies to the machine. */
  profile: LabelValue.default("web"),
  /**
   * Networks that may reach SSH: the machine gets a firewall of its own. For Proxmox VE, which has no profiles; refused elsewhere.
   *
   * @default - none: the account's profile applies, and at Proxmox VE nothing is closed
   */
  sshAllowedFrom: z.array(Cidr).min(1).optional(),
  /**
   * Networks that may reach the tenant's database from outside, by TLS alone: its port is opened for this tenant. At Proxmox VE it needs
   * `sshAllowedFrom`; for a slot it names IPv4 networks.
   */
  databaseAllowedFrom: DatabaseNetworks.default([]),
  /** Refuse to delete the tenant's resources; a destroy first sets it to false. */
  protect: z.boolean().default(false),
  tls: z.enum(TLS_MODES).default("own"),
  /**
   * Host ports by the template's names, unique among the tenants of one machine: `api`, `db` and `studio` of a Supabase. What is not there
   * has the port of the template's manifest.
   */
  ports: z.record(z.string(), Port).default({}),
  /**
   * Where the machine reports by itself once a minute, and what it signs with. For machines, not for slots.
   *
   * @default - it does not report
   */
  heartbeat: z.strictObject({ url: z.url(), key: z.string().min(1) }).optional(),
  /** Settings of the template, checked against its manifest. */
  settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  /** Credentials and addresses of the providers. */
  providers: MachineProviders.extend(DnsProviders.shape),
});
/** What a tenant's stack is configured with. Keys are those of `Pulumi.<stack>.yaml`, without the namespace. */
export const TenantStackConfig = TenantSettings.superRefine(requireProvider).superRefine(requireDnsProvider);
export type TenantStackConfig = z.infer<typeof TenantStackConfig>;
/** As {@link TenantStackConfig}, before the defaults are filled in. */
export type TenantStackConfigInput = z.input<typeof TenantStackConfig>;

/** What a tenant's stack answers. */
export const TenantStackOutputs = StackOutputs;
export type TenantStackOutputs = StackOutputs;

const own = settingsOf(TENANT_PROJECT);

/** Every setting: where an operator sets it, and where it stands in {@link TenantStackConfig}. */
export const TENANT_SETTINGS: readonly StackSetting[] = [
  own("tenantId"),
  own("name"),
  own("organization"),
  own("operation"),
  own("template"),
  own("templates", { as: "json" }),
  own("withoutWorkload", { as: "boolean" }),
  own("templateVersion"),
  own("cloud"),
  own("region"),
  own("size"),
  own("serverType"),
  own("keepServerType", { as: "boolean" }),
  own("image"),
  own("zone", { env: "FREEHOLD_ZONE" }),
  own("zoneId", { env: "FREEHOLD_ZONE_ID" }),
  own("dnsProvider", { env: "FREEHOLD_ZONE_PROVIDER" }),
  own("ignoreTaken", { as: "boolean" }),
  own("domain"),
  own("sshPort", { as: "number", env: "FREEHOLD_SSH_PORT" }),
  own("sshUser"),
  own("profile"),
  own("sshAllowedFrom", { as: "json" }),
  own("databaseAllowedFrom", { as: "json" }),
  own("protect", { as: "boolean" }),
  own("tls"),
  own("ports", { as: "json" }),
  own("heartbeat", { as: "json", secret: true }),
  // A mail server's password may be among them.
  own("settings", { as: "json", secret: true }),
  ...MACHINE_PROVIDER_SETTINGS,
  ...DNS_PROVIDER_SETTINGS,
];

const contract = stackContract(TenantStackConfig, TENANT_SETTINGS);
/** Checks a configuration and fills in its defaults. */
export const parseTenantConfig = contract.parse;
/** The configuration map that makes a stack run with this configuration. */
export const toStackConfig = contract.write;
