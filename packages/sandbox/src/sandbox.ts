import { type CloudflareEmulator, createCloudflare } from "./cloudflare/emulator.ts";
import { createControl } from "./control/control.ts";
import { createHetzner, type HetznerEmulator } from "./hetzner/emulator.ts";
import { AddressPool } from "./kernel/address-pool.ts";
import { Clock } from "./kernel/clock.ts";
import type { Emulator, InventoryItem } from "./kernel/emulator.ts";
import { Faults } from "./kernel/faults.ts";
import { listen } from "./kernel/http.ts";
import { createPipeline, type PipelineServices } from "./kernel/pipeline.ts";
import { RequestLog } from "./kernel/request-log.ts";
import type { MachineDriver } from "./machines/driver.ts";
import { createContainerMachines, createSimulatedMachines } from "./machines/index.ts";

export interface SandboxOptions {
  /**
   * What servers are made of. `simulated` needs nothing; `container` needs a Docker engine and is real: cloud-init, sshd, Docker.
   * A driver of one's own is taken as it is.
   *
   * @default "simulated"
   */
  machines?: "simulated" | "container" | MachineDriver;

  /**
   * Port of the first endpoint (Hetzner); Cloudflare and the control endpoint take the next two.
   *
   * @default - the system chooses three free ones
   */
  port?: number;

  /** Port on which machines answer SSH. One port: machines differ by address. @default 22022 */
  sshPort?: number;

  /** Name of the DNS zone that is there from the start. @default "tenants.freehold.test" */
  zone?: string;

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
  cloudflare: {
    /** Base address, `…/client/v4`. */
    endpoint: string;
    token: string;
    zoneId: string;
    zone: string;
  };
  control: { endpoint: string };
  sshPort: number;
  machineKind: "simulated" | "container";
  /** All that exists at all clouds, without the zone that the sandbox made itself. */
  inventory(): Promise<InventoryItem[]>;
  /** Destroys all machines and frees all ports and addresses. */
  close(): Promise<void>;
}

const MANUAL_ACTION_MS = 1000;

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

interface Closable {
  close(): void | Promise<void>;
}

type Keep = <Part extends Closable>(part: Part) => Part;

async function openSandbox(options: SandboxOptions, keep: Keep, close: () => Promise<void>): Promise<Sandbox> {
  const { sshPort = 22_022, log = () => {} } = options;
  const addresses = keep(await AddressPool.open());
  const machines = keep(await openMachines(options, sshPort, log));
  const clock = new Clock(options.actionMs === "manual" ? "manual" : "real");
  keep({ close: () => clock.clear() }); // before the machines go, so that no action makes another one

  const hetzner = createHetzner({ clock, addresses, machines, actionMs: durationOf(options.actionMs), log });
  const cloudflare = createCloudflare({
    clock,
    zone: options.zone ?? "tenants.freehold.test",
    machineRange: addresses.cidr,
  });
  const inventory = async () => {
    await clock.settle();
    return [...hetzner.inventory(), ...cloudflare.inventory()];
  };
  const endpoints = await openEndpoints(options, keep, { clock, hetzner, cloudflare, inventory, log });

  return {
    hetzner: {
      endpoint: `${endpoints.hetzner.url}${hetzner.basePath}`,
      token: hetzner.newToken("default"),
      newToken: (project) => hetzner.newToken(project),
    },
    cloudflare: {
      endpoint: `${endpoints.cloudflare.url}${cloudflare.basePath}`,
      token: cloudflare.token,
      zoneId: cloudflare.zone.id,
      zone: cloudflare.zone.name,
    },
    control: { endpoint: endpoints.control.url },
    sshPort,
    machineKind: machines.kind,
    inventory,
    close,
  };
}

interface Clouds {
  clock: Clock;
  hetzner: HetznerEmulator;
  cloudflare: CloudflareEmulator;
  inventory: () => Promise<InventoryItem[]>;
  log: (line: string) => void;
}

async function openEndpoints(
  options: SandboxOptions,
  keep: Keep,
  { clock, hetzner, cloudflare, inventory, log }: Clouds,
) {
  const faults = new Faults();
  const requests = new RequestLog();
  const services: PipelineServices = { clock, faults, requests, enforceRateLimit: options.rateLimit ?? false, log };
  const operations = { hetzner: routesOf(hetzner), cloudflare: routesOf(cloudflare) };
  const reset = async () => {
    clock.clear();
    await Promise.all([hetzner.reset(), cloudflare.reset()]);
    faults.clear();
    requests.clear();
  };
  const control = createControl({ clock, faults, requests, operations, inventory, reset });

  const { port = 0 } = options;
  const [first, second, third] = port === 0 ? [0, 0, 0] : [port, port + 1, port + 2];
  return {
    hetzner: keep(await listen(first, createPipeline(hetzner, services))),
    cloudflare: keep(await listen(second, createPipeline(cloudflare, services))),
    control: keep(await listen(third, control)),
  };
}

function routesOf<Account>(emulator: Emulator<Account>): string[] {
  return emulator.operations.map(({ route }) => route);
}

function durationOf(actionMs: SandboxOptions["actionMs"] = "instant"): number {
  if (actionMs === "instant") return 0;
  return actionMs === "manual" ? MANUAL_ACTION_MS : actionMs;
}

async function openMachines(
  options: SandboxOptions,
  sshPort: number,
  log: (line: string) => void,
): Promise<MachineDriver> {
  const { machines = "simulated", bootMs, cacheDir } = options;
  if (typeof machines !== "string") return machines;
  if (machines === "container")
    return createContainerMachines({ sshPort, log, ...(cacheDir !== undefined && { cacheDir }) });
  return createSimulatedMachines({ sshPort, log, ...(bootMs !== undefined && { bootMs }) });
}
