import { createControl } from "./control/control.ts";
import type { Keep } from "./keep.ts";
import type { Clock } from "./kernel/clock.ts";
import type { Emulator, InventoryItem } from "./kernel/emulator.ts";
import { type FaultKind, Faults } from "./kernel/faults.ts";
import { type Answer, type HttpRequest, listen, type TlsIdentity } from "./kernel/http.ts";
import { canInject, createPipeline, type PipelineServices } from "./kernel/pipeline.ts";
import { RequestLog } from "./kernel/request-log.ts";

/** An emulator as the sandbox serves it, whatever its accounts are. */
export interface ServedCloud extends Pick<Emulator<never>, "cloud" | "basePath" | "inventory" | "limiters" | "reset"> {
  identity: TlsIdentity | undefined;
  routes: string[];
  canFail(kind: FaultKind): boolean;
  handler(services: PipelineServices): (request: HttpRequest) => Promise<Answer>;
}

export function served<Account>(emulator: Emulator<Account>): ServedCloud {
  return {
    cloud: emulator.cloud,
    basePath: emulator.basePath,
    identity: emulator.identity,
    inventory: () => emulator.inventory(),
    limiters: () => emulator.limiters(),
    canFail: (kind) => canInject(emulator, kind),
    reset: () => emulator.reset(),
    routes: emulator.operations.map(({ route }) => route),
    handler: (services) => {
      const pipeline = createPipeline(emulator, services);
      return (request) => pipeline(emulator.normalise?.(request) ?? request);
    },
  };
}

export interface Clouds {
  clock: Clock;
  clouds: ServedCloud[];
  resetDocker: () => Promise<void>;
  expireCertificates: (name?: string) => Promise<number>;
  inventory: () => Promise<InventoryItem[]>;
  log: (line: string) => void;
}

/** The addresses of the clouds, with their base paths, and of the control endpoint. */
export interface Endpoints {
  of(cloud: string): string;
  control: string;
}

/** As in the sandbox's own options. */
interface EndpointOptions {
  port?: number;
  rateLimit?: boolean;
}

/** The control endpoint keeps the third port. */
const CONTROL_PLACE = 2;

export async function openEndpoints(
  { port = 0, rateLimit = false }: EndpointOptions,
  keep: Keep,
  { clock, clouds, inventory, resetDocker, expireCertificates, log }: Clouds,
): Promise<Endpoints> {
  const faults = new Faults();
  const requests = new RequestLog();
  const services: PipelineServices = { clock, faults, requests, enforceRateLimit: rateLimit, log };
  const operations = Object.fromEntries(clouds.map(({ cloud, routes }) => [cloud, routes]));
  const limiters = () => Object.fromEntries(clouds.map((cloud) => [cloud.cloud, cloud.limiters()]));
  const reset = async () => {
    clock.clear();
    await Promise.all([...clouds.map((cloud) => cloud.reset()), resetDocker()]);
    faults.clear();
    requests.clear();
  };

  const portAt = (place: number) => (port === 0 ? 0 : port + place);
  const urls = new Map<string, string>();
  for (const [index, cloud] of clouds.entries()) {
    const place = index < CONTROL_PLACE ? index : index + 1;
    const { url } = keep(await listen(portAt(place), cloud.handler(services), cloud.identity));
    urls.set(cloud.cloud, `${url}${cloud.basePath}`);
  }
  const canFail = Object.fromEntries(clouds.map((cloud) => [cloud.cloud, (kind: FaultKind) => cloud.canFail(kind)]));
  const control = createControl({
    clock,
    faults,
    requests,
    operations,
    limiters,
    canFail,
    inventory,
    expireCertificates,
    reset,
  });
  const { url } = keep(await listen(portAt(CONTROL_PLACE), control));
  return { of: (cloud) => urls.get(cloud) ?? "", control: url };
}
