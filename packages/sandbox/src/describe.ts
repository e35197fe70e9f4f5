import type { Sandbox } from "./sandbox.ts";

/** What a shell needs to run `pulumi up` against the sandbox. */
export type PulumiEnv = Record<string, string>;

/**
 * The one object that `npm run sandbox -- --json` prints; a cloud that is not emulated yet has no key.
 *
 * @param accounts At each cloud that knows accounts. @default 1
 */
export function describeAsJson(sandbox: Sandbox, env: PulumiEnv, accounts = 1): string {
  const { hetzner, digitalocean, cloudflare, proxmox, docker, route53, dokploy, control, internet } = sandbox;
  return JSON.stringify({
    hetzner: withAccounts(hetzner, accounts),
    digitalocean: withAccounts(digitalocean, accounts),
    cloudflare,
    proxmox,
    docker,
    route53,
    dokploy,
    control,
    internet,
    pulumi: { env },
  });
}

function withAccounts({ endpoint, token, newToken }: Sandbox["hetzner"], accounts: number) {
  const names = Array.from({ length: accounts - 1 }, (_, index) => `account-${index + 2}`);
  return { endpoint, token, furtherTokens: names.map(newToken) };
}

/** The same for people, with the lines to paste into another shell. */
export function describeAsText(sandbox: Sandbox, env: PulumiEnv): string {
  const rows: [what: string, where: string, token: string][] = [
    ["Hetzner Cloud", sandbox.hetzner.endpoint, sandbox.hetzner.token],
    ["DigitalOcean", sandbox.digitalocean.endpoint, sandbox.digitalocean.token],
    ["Proxmox VE", sandbox.proxmox.endpoint, `${sandbox.proxmox.tokenId}=${sandbox.proxmox.tokenSecret}`],
    ...dockerRows(sandbox),
    ["Cloudflare", sandbox.cloudflare.endpoint, sandbox.cloudflare.token],
    ["Route 53", sandbox.route53.endpoint, `${sandbox.route53.accessKeyId} ${sandbox.route53.secretAccessKey}`],
    ["Dokploy", sandbox.dokploy.endpoint, sandbox.dokploy.apiKey],
    ["control", sandbox.control.endpoint, "(none)"],
  ];
  return [
    "The clouds of the sandbox are up; Ctrl-C ends them and everything in them.",
    "",
    ...rows.map(([what, where, token]) => `  ${what.padEnd(14)} ${where.padEnd(38)} ${token}`),
    "",
    ...sandbox.cloudflare.zones.map(({ name, id }) => `  zone           ${name} (${id})`),
    `  hosted zone    ${sandbox.route53.zone} (${sandbox.route53.zoneId})`,
    `  machines       ${sandbox.machineKind}, SSH on port ${sandbox.sshPort} of each machine's address`,
    `  name server    ${sandbox.internet.resolver}, which has the zones and nothing else`,
    "",
    "To run `pulumi up` against them, paste this into another shell:",
    "",
    ...Object.entries(env).map(([name, value]) => `  export ${name}=${quoted(value)}`),
  ].join("\n");
}

function dockerRows({ docker }: Sandbox): [string, string, string][] {
  return docker ? [["Docker host", docker.host, "(the key in FREEHOLD_DOCKER_SSH_PRIVATE_KEY)"]] : [];
}

function quoted(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}
