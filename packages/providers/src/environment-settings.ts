/** Variables as a process has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

type Settings = (env: Environment) => Record<string, unknown>;

/**
 * What the official plugins take from the environment where a program's provider, or the default provider, leaves a setting out. Sources: the
 * `DefaultFunc`s of each Terraform provider's schema (hcloud/provider.go, digitalocean/provider.go, internal/provider.go of Cloudflare's,
 * proxmoxtf/provider/provider.go), and the AWS SDK's service-specific endpoints.
 */
const SETTINGS: Readonly<Record<string, Settings>> = {
  hcloud: (env) => ({ token: env.HCLOUD_TOKEN, endpoint: env.HCLOUD_ENDPOINT }),
  digitalocean: (env) => ({
    token: env.DIGITALOCEAN_TOKEN || env.DIGITALOCEAN_ACCESS_TOKEN,
    apiEndpoint: env.DIGITALOCEAN_API_URL,
  }),
  cloudflare: (env) => ({ apiToken: env.CLOUDFLARE_API_TOKEN, baseUrl: env.CLOUDFLARE_BASE_URL }),
  proxmoxve: (env) => ({
    endpoint: env.PROXMOX_VE_ENDPOINT,
    apiToken: env.PROXMOX_VE_API_TOKEN,
    insecure: env.PROXMOX_VE_INSECURE === undefined ? undefined : /^(1|true)$/i.test(env.PROXMOX_VE_INSECURE),
    minTls: env.PROXMOX_VE_MIN_TLS,
    ssh: sshSettings(env),
  }),
  docker: (env) => ({ host: env.DOCKER_HOST }),
  aws: (env) => ({
    accessKey: env.AWS_ACCESS_KEY_ID,
    secretKey: env.AWS_SECRET_ACCESS_KEY,
    token: env.AWS_SESSION_TOKEN,
    endpoints: env.AWS_ENDPOINT_URL_ROUTE_53 && [{ route53: env.AWS_ENDPOINT_URL_ROUTE_53 }],
  }),
};

/** The settings that an environment gives a package's provider; an empty variable gives none. */
export function environmentSettings(name: string, env: Environment): Record<string, unknown> {
  return present(SETTINGS[name]?.(env) ?? {});
}

/** Undefined when none is given. */
function sshSettings(env: Environment): Record<string, unknown> | undefined {
  const settings = present({
    username: env.PROXMOX_VE_SSH_USERNAME,
    password: env.PROXMOX_VE_SSH_PASSWORD,
    privateKey: env.PROXMOX_VE_SSH_PRIVATE_KEY,
  });
  return Object.keys(settings).length === 0 ? undefined : settings;
}

function present(settings: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined && value !== ""));
}
