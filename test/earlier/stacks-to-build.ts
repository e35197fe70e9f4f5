import type { RunRequest } from "@freehold/engine";
import type { TenantStackConfigInput } from "@freehold/stack-tenant/contract";
import type { EarlierState } from "./earlier-state.ts";
import type { Checkout } from "./open-checkout.ts";

/** A stack to be built by an earlier version. */
export interface StackToBuild extends Pick<EarlierState, "is" | "program" | "stack"> {
  config: RunRequest["config"];
  /** Built by a plain `pulumi up`, not by the engine. */
  byHand?: true;
}

/** One of each kind that lives somewhere, by the name of its file: as that version's service configured them, unless it is built by hand. */
export function stacksToBuild(checkout: Checkout): Record<string, StackToBuild> {
  const { toStackConfig, toSharedHostStackConfig } = checkout;
  const providers = providersOf(checkout);
  const tenant = (is: string, config: TenantStackConfigInput): StackToBuild => ({
    ...{ is, program: "tenant", stack: config.tenantId, config: toStackConfig(config) },
  });
  const common = { ...namesOf(checkout), organization: "org1", operation: "opearlier", protect: true };
  const heartbeat = { url: "https://api.example.com/v1/heartbeats", key: "whsec_a2V5IG9mIGEgdGVzdA==" };
  const { hetzner, digitalocean, proxmox, docker, cloudflare } = providers;
  const slot = {
    ...{ ...common, region: "cellar", size: "small", ports: { api: 54_007, db: 55_007, studio: 56_007 } },
    ...{ cloud: "docker", tls: "none", providers: { docker, cloudflare } },
  } satisfies Partial<TenantStackConfigInput>;
  const mail = { smtpHost: "mail.example.com", smtpPort: 587, smtpUser: "mailer", smtpPassword: "not-a-password" };
  return {
    hetzner: tenant("a tenant at Hetzner that reports and is protected, with settings, one of them secret", {
      ...{ ...common, tenantId: "thetz1", name: "hetz", cloud: "hetzner", region: "fsn1", serverType: "cx23" },
      ...{ tls: "internal", heartbeat, providers: { hcloud: hetzner, cloudflare } },
      settings: { ...mail, siteUrl: "https://shop.example.com", smtpAdminEmail: "shop@example.com" },
    }),
    digitalocean: tenant("a tenant at DigitalOcean that reports, with a domain of its own", {
      ...{ ...common, tenantId: "tdigi1", name: "digi", cloud: "digitalocean", region: "fra1" },
      ...{ domain: "app.example.com", tls: "own", heartbeat, providers: { digitalocean, cloudflare } },
    }),
    proxmox: tenant("a tenant at Proxmox VE, with a firewall of its own", {
      ...{ ...common, tenantId: "tprox1", name: "prox", cloud: "proxmox", region: checkout.sandbox.proxmox.node },
      ...{
        templateVersion: "2024-ten",
        sshAllowedFrom: ["127.0.0.0/8"],
        tls: "internal",
        heartbeat,
        providers: { proxmoxve: proxmox, cloudflare },
      },
    }),
    slot: tenant("a tenant in a slot of a Docker host, reached by its ports", {
      ...{ ...slot, tenantId: "tslot1", name: "slot" },
    }),
    "slot-at-edge": tenant("a tenant in a slot, behind the host's edge", {
      ...{
        ...slot,
        tenantId: "tslot2",
        name: "edged",
        tls: "edge",
        ports: { api: 54_008, db: 55_008, studio: 56_008 },
      },
    }),
    "shared-host": {
      ...{
        is: "a shared host at Hetzner with its edge and a name of its own",
        program: "shared-host",
        stack: "host01",
      },
      config: toSharedHostStackConfig({
        ...{
          ...common,
          hostId: "host01",
          cloud: "hetzner",
          region: "fsn1",
          size: "large",
          name: "h1",
          tls: "internal",
        },
        providers: { hcloud: hetzner, cloudflare },
      }),
    },
    "by-hand": {
      ...tenant("a tenant at Hetzner, by `pulumi up` in stacks/tenant", {
        ...{ ...namesOf(checkout), tenantId: "thand1", name: "hand", cloud: "hetzner", region: "fsn1" },
        ...{ tls: "internal", providers: { hcloud: hetzner, cloudflare } },
      }),
      byHand: true,
    },
  };
}

function namesOf({ sandbox: { cloudflare, sshPort } }: Checkout) {
  return { zone: cloudflare.zone, zoneId: cloudflare.zoneId, sshPort };
}

function providersOf({ sandbox }: Checkout) {
  const { hetzner, digitalocean, proxmox, docker, cloudflare } = sandbox;
  if (docker === undefined) throw new Error("the sandbox has no Docker host");
  return {
    hetzner: { token: hetzner.token, endpoint: hetzner.endpoint },
    digitalocean: { token: digitalocean.token, apiEndpoint: new URL("/", digitalocean.endpoint).href },
    proxmox: {
      ...{ endpoint: proxmox.endpoint, apiToken: `${proxmox.tokenId}=${proxmox.tokenSecret}`, insecure: true },
      ...{ sshUsername: proxmox.ssh.username, sshPassword: proxmox.ssh.password },
      ...{ sshAddress: proxmox.ssh.address, sshPort: proxmox.ssh.port },
    },
    docker: {
      ...{ host: docker.host, sshPrivateKey: docker.sshPrivateKey },
      ...{ hostKey: docker.hostKey, limitStorage: docker.limitStorage },
    },
    cloudflare: { apiToken: cloudflare.token, baseUrl: cloudflare.endpoint },
  };
}
