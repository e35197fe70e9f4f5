/** Settings of the service and of the clouds that it uses; tools keep their own, such as a token for a registry. */
const SECRETS =
  /^(FREEHOLD_|DATABASE_URL|PULUMI_(CONFIG_PASSPHRASE|ACCESS_TOKEN|BACKEND_URL)|HCLOUD_|DIGITALOCEAN_|CLOUDFLARE_|PROXMOX_|AWS_|PG[A-Z]+$)/;

/**
 * What a tool that was downloaded may know of this process's environment: nothing of the product's keys.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function withoutSecrets(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !SECRETS.test(name)));
}
