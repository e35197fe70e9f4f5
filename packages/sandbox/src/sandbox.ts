import { type OpenInternet, openInternet, type SandboxInternet } from "./authority/open-internet.ts";
import { createCloudflare } from "./cloudflare/emulator.ts";
import { createDigitalocean } from "./digitalocean/emulator.ts";
import { type DockerHost, openDockerHost } from "./docker-host/docker-host.ts";
import { createDokploy } from "./dokploy/emulator.ts";
import { openEndpoints, served } from "./endpoints.ts";
import { createHetzner } from "./hetzner/emulator.ts";
import type { Closable, Keep } from "./keep.ts";
import { AddressPool } from "./kernel/address-pool.ts";
import { Clock } from "./kernel/clock.ts";
import type { InventoryItem } from "./kernel/emulator.ts";
import type { MachineDriver } from "./machines/driver.ts";
import { createContainerMachines, createSimulatedMachines } from "./machines/index.ts";
import type { ServedZone } from "./name-server/served-zone.ts";
import { createProxmox } from "./proxmox/emulator.ts";
import { createRoute53 } from "./route53/emulator.ts";

export interface SandboxOptions {
  /**
   * What servers are made of. `simulated` needs nothing; `container` needs a Docker engine and is real: cloud-init, sshd, Docker.
   * A driver of one's own is taken as it is.
   *
   * @default "simulated"
   */
  machines?: "simulated" | "container" | MachineDriver;

  /**
   * A machine with Docker on which tenants get slots.
   *
   * @default - when machines are simulated: a container machine takes memory
   */
  dockerHost?: boolean;

  /**
   * Port of the first endpoint (Hetzner); Cloudflare, the control endpoint and the other clouds take the next ones.
   *
   * @default - the system chooses free ones
   */
  port?: number;

  /** Port on which machines answer SSH. One port: machines differ by address. @default 22022 */
  sshPort?: number;

  /** Name of the DNS zone that is there from the start. @default "tenants.freehold.test" */
  zone?: string;

  /** Names of further DNS zones at the same provider. @default - none */
  furtherZones?: readonly string[];

  /** Name of the hosted zone that Route 53 has from the start. @default "aws.tenants.freehold.test" */
  route53Zone?: string;

  /**
   * How long a cloud's action takes, in milliseconds. `instant`: it has ended by the next poll. `manual`: it takes 1,000 ms
   * of a clock that only moves when it is advanced, through the control endpoint.
   *
   * @default "instant"
   */
  actionMs?: number | "instant" | "manual";

  /** How long a simulated machine boots, in milliseconds. @default - the simulation's own */
  bootMs?: number;

  /** Refuse requests beyond the vendors' rate limits. The headers are always sent. @default false */
  rateLimit?: boolean;

  /** Further nodes of the Proxmox VE cluster, which are switched off. @default - none */
  proxmoxOfflineNodes?: readonly string[];

  /** Container machines do not try to pull images: every image of a workload is a stand-in at once. @default false */
  offline?: boolean;

  /** Where the image for container machines is kept. @default - the driver's own */
  cacheDir?: string;

  /** Hears what goes wrong inside. @default - nobody */
  log?: (line: string) => void;
}

/** The clouds on this machine, listening on 127.0.0.1. */
export interface Sandbox {
  hetzner: {
    /** Base address, `…/v1`. */
    endpoint: string;
    token: string;
    /** Another token, for the project of this name; a project is made when it is first named. */
    newToken(project: string): string;
  };
  digitalocean: {
    /** Base address, `…/v2`. */
    endpoint: string;
    token: string;
    /** Another token, for the team of this name; a team is made when it is first named. */
    newToken(team: string): string;
  };
  cloudflare: {
    /** Base address, `…/client/v4`. */
    endpoint: string;
    token: string;
    zoneId: string;
    zone: string;
    /** All zones that are there from the start, the one above first. */
    zones: { id: string; name: string }[];
  };
  proxmox: {
    /** Without a path, as the official provider takes it. HTTPS with a certificate that signs itself. */
    endpoint: string;
    /** `user@realm!name` */
    tokenId: string;
    tokenSecret: string;
    /** Name of the one node. */
    node: string;
    /** Number of the virtual machine that is a template from the start. */
    templateId: number;
    /** The node's SSH server, through which snippets come. The password is also the API user's. */
    ssh: { address: string; port: number; username: string; password: string };
  };
  /** The Docker host; undefined without one. */
  docker: Pick<DockerHost, "host" | "sshPrivateKey" | "hostKey" | "limitStorage"> | undefined;
  route53: {
    /** Without a path, as the vendor's clients take it. */
    endpoint: string;
    accessKeyId: string;
    secretAccessKey: string;
    zoneId: string;
    zone: string;
  };
  /** A Dokploy installation, as far as its servers and SSH keys go. */
  dokploy: {
    /** Base address, `…/api`. */
    endpoint: string;
    apiKey: string;
  };
  control: { endpoint: string };
  internet: SandboxInternet;
  sshPort: number;
  machineKind: "simulated" | "container";
  /** All that exists at all clouds, without the zone that the sandbox made itself. */
  inventory(): Promise<InventoryItem[]>;
  /** Destroys all machines and frees all ports and addresses. */
  close(): Promise<void>;
}

const MANUAL_ACTION_MS = 1000;
/** The name server's port comes after those of six clouds and the control endpoint. */
const NAME_SERVER_PLACE = 7;

/** Starts the clouds. What was opened before something failed is closed again. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const opened: Closable[] = [];
  const close = async () => {
    for (const part of opened.splice(0).reverse()) await part.close();
  };
  try {
    return await openSandbox(
      options,
      (part) => {
        opened.push(part);
        return part;
      },
      close,
    );
  } catch (error) {
    await close();
    throw error;
  }
}

async function openSandbox(options: SandboxOptions, keep: Keep, close: () => Promise<void>): Promise<Sandbox> {
  const { sshPort = 22_022, log = () => {} } = options;
  const addresses = keep(await AddressPool.open());
  const zones = (): ServedZone[] => [...cloudflare.served(), ...route53.served()];
  const isSimulated = (options.machines ?? "simulated") === "simulated";
  const namePort = options.port === undefined ? 0 : options.port + NAME_SERVER_PLACE;
  const internet = await openInternet(zones, { keep, port: namePort, isSimulated });
  const machines = keep(await openMachines(options, sshPort, internet, log));
  const clock = new Clock(options.actionMs === "manual" ? "manual" : "real");
  keep({ close: () => clock.clear() }); // before the machines go, so that no action makes another one

  const services = { clock, addresses, machines, actionMs: durationOf(options.actionMs), log };
  const hetzner = createHetzner(services);
  const digitalocean = createDigitalocean(services);
  const proxmox = createProxmox({ ...services, offlineNodes: options.proxmoxOfflineNodes ?? [] });
  const nodeSsh = keep(await proxmox.openSsh(sshPort));
  const cloudflare = createCloudflare({
    clock,
    zone: options.zone ?? "tenants.freehold.test",
    furtherZones: options.furtherZones ?? [],
    machineRange: addresses.cidr,
  });
  let docker: DockerHost | undefined;
  const route53 = createRoute53({
    clock,
    zone: options.route53Zone ?? "aws.tenants.freehold.test",
    propagationMs: services.actionMs,
  });
  const dokploy = createDokploy({ clock });
  const inventory = async () => {
    await clock.settle();
    return [...clouds.flatMap((cloud) => cloud.inventory()), ...((await docker?.inventory()) ?? [])];
  };
  // Ports are given in this order; new clouds go to the end, so that a port that someone noted stays the cloud's.
  const clouds = [
    ...[served(hetzner), served(cloudflare), served(digitalocean), served(proxmox), served(route53)],
    served(dokploy),
  ];
  const endpoints = await openEndpoints(options, keep, {
    clock,
    clouds,
    inventory,
    resetDocker: async () => docker?.reset(),
    expireCertificates: internet.expire,
    log,
  });
  // Last: it takes the longest, and a port that is not free is reported without it.
  if (wantsDockerHost(options)) docker = await openDockerHost(machines, addresses, sshPort);

  return {
    hetzner: {
      endpoint: endpoints.of("hetzner"),
      token: hetzner.newToken("default"),
      newToken: (project) => hetzner.newToken(project),
    },
    digitalocean: {
      endpoint: endpoints.of("digitalocean"),
      token: digitalocean.newToken("default"),
      newToken: (team) => digitalocean.newToken(team),
    },
    cloudflare: {
      endpoint: endpoints.of("cloudflare"),
      token: cloudflare.token,
      zoneId: cloudflare.zone.id,
      zone: cloudflare.zone.name,
      zones: cloudflare.zones.map(({ id, name }) => ({ id, name })),
    },
    proxmox: {
      endpoint: new URL(endpoints.of("proxmox")).origin,
      tokenId: proxmox.tokenId,
      tokenSecret: proxmox.tokenSecret,
      node: proxmox.node,
      templateId: proxmox.templateId,
      ssh: { address: nodeSsh.host, port: nodeSsh.port, username: nodeSsh.user, password: nodeSsh.password },
    },
    docker: docker && {
      host: docker.host,
      sshPrivateKey: docker.sshPrivateKey,
      hostKey: docker.hostKey,
      limitStorage: docker.limitStorage,
    },
    route53: {
      endpoint: new URL(endpoints.of("route53")).origin,
      accessKeyId: route53.accessKeyId,
      secretAccessKey: route53.secretAccessKey,
      zoneId: route53.zone.id,
      zone: route53.zone.name.replace(/\.$/, ""),
    },
    dokploy: { endpoint: endpoints.of("dokploy"), apiKey: dokploy.apiKey },
    control: { endpoint: endpoints.control },
    internet: internet.reached,
    sshPort,
    machineKind: machines.kind,
    inventory,
    close,
  };
}

function wantsDockerHost({ dockerHost, machines = "simulated" }: SandboxOptions): boolean {
  return dockerHost ?? machines === "simulated";
}

function durationOf(actionMs: SandboxOptions["actionMs"] = "instant"): number {
  if (actionMs === "instant") return 0;
  return actionMs === "manual" ? MANUAL_ACTION_MS : actionMs;
}

async function openMachines(
  options: SandboxOptions,
  sshPort: number,
  { web }: OpenInternet,
  log: (line: string) => void,
): Promise<MachineDriver> {
  const { machines = "simulated", bootMs, cacheDir, offline = false } = options;
  if (typeof machines !== "string") return machines;
  if (machines === "container")
    return createContainerMachines({ sshPort, offline, log, ...(cacheDir !== undefined && { cacheDir }) });
  return createSimulatedMachines({ sshPort, web, log, ...(bootMs !== undefined && { bootMs }) });
}
