import type { DockerHost, ProxmoxPlacement } from "@freehold/components";
import { isProxmoxAddress } from "@freehold/components/proxmox-address";
import type { Cloud } from "@freehold/model";
import { SshPrivateKey } from "@freehold/ssh";
import { z } from "zod";
import { DockerSettings, dockerHostOf } from "./docker-settings.ts";
import type { StackSetting } from "./stack-settings.ts";

export { DockerSettings, dockerHostOf };

/** `parse_storage_id` of PVE::JSONSchema. */
const StorageId = z
  .string()
  .regex(/^[a-z][a-z0-9_.-]*[a-z0-9]$/i, "must be the name of a storage: 2 or more letters, digits, `.`, `-` and `_`");

/** How a cluster of Proxmox VE is reached, and where machines go in it. */
export const ProxmoxSettings = z.strictObject({
  /** `https://…:8006` */
  endpoint: z.url({ protocol: /^https$/ }),
  /** `user@realm!name=uuid` */
  apiToken: z.string().regex(/^[^@!=\s]+@[^@!=\s]+![^=\s]+=\S+$/, "must be like user@realm!name=uuid"),
  /** Take a certificate that nobody vouches for. */
  insecure: z.boolean().optional(),
  /** Snippets come to a node by SSH, with one of password and privateKey. */
  sshUsername: z.string().min(1).optional(),
  sshPassword: z.string().min(1).optional(),
  sshPrivateKey: SshPrivateKey.optional(),
  /** Where the node's SSH server is, when it is not port 22 of the node's own address. */
  sshAddress: z.string().min(1).optional(),
  sshPort: z.number().int().min(1).max(65535).optional(),
  /** Number of the template that machines are cloned from. */
  templateId: z.number().int().min(100).optional(),
  storage: StorageId.optional(),
  snippetStorage: StorageId.optional(),
  bridge: z
    .string()
    .regex(/^[-_.\w]+$/, "must be the name of a bridge, such as vmbr0")
    .optional(),
  vlan: z.number().int().min(1).max(4094).optional(),
  pool: z
    .string()
    .regex(/^[\w.-]+(\/[\w.-]+){0,2}$/, "must be the name of a pool: letters, digits, `.`, `-` and `_`, nested by `/`")
    .optional(),
  /** Static IPv4 address of the one machine that the stack makes, such as `192.0.2.7/24`; without it, DHCP. */
  address: z.string().refine(isProxmoxAddress, "must be an address with its prefix, such as 192.0.2.7/24").optional(),
  /** Gateway for a static address. */
  gateway: z.ipv4().optional(),
});
export type ProxmoxSettings = z.infer<typeof ProxmoxSettings>;

/**
 * Credentials and addresses of the providers that machines are ordered through, under the names of their Pulumi packages. A stack
 * needs those of its own cloud.
 */
export const MachineProviders = z.strictObject({
  hcloud: z.strictObject({ token: z.string().min(1), endpoint: z.url().optional() }).optional(),
  digitalocean: z.strictObject({ token: z.string().min(1), apiEndpoint: z.url().optional() }).optional(),
  proxmoxve: ProxmoxSettings.optional(),
  docker: DockerSettings.optional(),
});
export type MachineProviders = z.infer<typeof MachineProviders>;

/** The provider of each cloud that machines can be ordered from, and the setting that it cannot do without. */
const PROVIDERS: Readonly<Partial<Record<Cloud, { name: keyof MachineProviders; needs: string }>>> = {
  hetzner: { name: "hcloud", needs: "token" },
  digitalocean: { name: "digitalocean", needs: "token" },
  proxmox: { name: "proxmoxve", needs: "apiToken" },
  docker: { name: "docker", needs: "host" },
};

/** The settings of {@link MachineProviders}, for a stack that has them under `providers`. */
export const MACHINE_PROVIDER_SETTINGS: readonly StackSetting[] = [
  secret("hcloud", "token", "HCLOUD_TOKEN"),
  address("hcloud", "endpoint", "HCLOUD_ENDPOINT"),
  secret("digitalocean", "token", "DIGITALOCEAN_TOKEN"),
  address("digitalocean", "apiEndpoint", "DIGITALOCEAN_API_URL"),
  address("proxmoxve", "endpoint", "PROXMOX_VE_ENDPOINT"),
  secret("proxmoxve", "apiToken", "PROXMOX_VE_API_TOKEN"),
  { ...address("proxmoxve", "insecure", "PROXMOX_VE_INSECURE"), as: "boolean" },
  address("proxmoxve", "sshUsername", "PROXMOX_VE_SSH_USERNAME"),
  secret("proxmoxve", "sshPassword", "PROXMOX_VE_SSH_PASSWORD"),
  secret("proxmoxve", "sshPrivateKey", "PROXMOX_VE_SSH_PRIVATE_KEY"),
  address("proxmoxve", "sshAddress", "PROXMOX_VE_SSH_ADDRESS"),
  { ...address("proxmoxve", "sshPort", "PROXMOX_VE_SSH_PORT"), as: "number" },
  { ...address("proxmoxve", "templateId", "PROXMOX_VE_TEMPLATE_ID"), as: "number" },
  address("proxmoxve", "storage", "PROXMOX_VE_STORAGE"),
  address("proxmoxve", "snippetStorage", "PROXMOX_VE_SNIPPET_STORAGE"),
  address("proxmoxve", "bridge", "PROXMOX_VE_BRIDGE"),
  { ...address("proxmoxve", "vlan", "PROXMOX_VE_VLAN"), as: "number" },
  address("proxmoxve", "pool", "PROXMOX_VE_POOL"),
  // Of one machine: no environment that many stacks run in can name them.
  { key: "proxmoxve:address", path: ["providers", "proxmoxve", "address"], as: "text" },
  { key: "proxmoxve:gateway", path: ["providers", "proxmoxve", "gateway"], as: "text" },
  address("docker", "host", "FREEHOLD_DOCKER_HOST"),
  address("docker", "address", "FREEHOLD_DOCKER_ADDRESS"),
  { ...address("docker", "sshPort", "FREEHOLD_DOCKER_SSH_PORT"), as: "number" },
  address("docker", "sshUser", "FREEHOLD_DOCKER_SSH_USER"),
  secret("docker", "sshPrivateKey", "FREEHOLD_DOCKER_SSH_PRIVATE_KEY"),
  address("docker", "hostKey", "FREEHOLD_DOCKER_HOST_KEY"),
  { ...address("docker", "limitStorage", "FREEHOLD_DOCKER_LIMIT_STORAGE"), as: "boolean" },
];

/**
 * Of what was read for all providers, that of the cloud's own, empty when nothing was: so that a missing token is named as such,
 * and not as a missing object.
 */
export function providerOf(cloud: unknown, providers: unknown): Record<string, object> {
  const name = PROVIDERS[cloud as Cloud]?.name;
  return name === undefined ? {} : { [name]: { ...(providers as Record<string, object> | undefined)?.[name] } };
}

/** Where machines go in the operator's own cluster; undefined at clouds that decide it themselves. */
export function placementOf({ proxmoxve }: Partial<MachineProviders>): ProxmoxPlacement | undefined {
  if (proxmoxve === undefined) return undefined;
  const {
    templateId,
    storage,
    snippetStorage,
    sshUsername: snippetUser,
    bridge,
    vlan,
    pool,
    address,
    gateway,
  } = proxmoxve;
  const placement = { templateId, storage, snippetStorage, snippetUser, bridge, vlan, pool, address, gateway };
  const given = Object.entries(placement).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as ProxmoxPlacement;
}

/** The host that slots are made on; undefined at clouds that make machines. */
export function slotHostOf({ docker }: Partial<MachineProviders>): DockerHost | undefined {
  return docker && dockerHostOf(docker);
}

/** For a schema's `superRefine`: the provider of the cloud must be configured. */
export function requireProvider(
  { cloud, providers }: { cloud: Cloud; providers: Partial<MachineProviders> },
  context: z.RefinementCtx,
): void {
  const provider = PROVIDERS[cloud];
  if (provider === undefined || providers[provider.name] !== undefined) return;
  context.addIssue({
    code: "custom",
    path: ["providers", provider.name, provider.needs],
    message: `must be set for ${cloud}`,
  });
}

function secret(provider: keyof MachineProviders, name: string, env: string): StackSetting {
  return { ...address(provider, name, env), secret: true };
}

function address(provider: keyof MachineProviders, name: string, env: string): StackSetting {
  return { key: `${provider}:${name}`, path: ["providers", provider, name], as: "text", env };
}
