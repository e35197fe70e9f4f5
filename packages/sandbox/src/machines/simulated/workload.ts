import type { Bundle, ComposeService } from "./bundle.ts";

export type WorkloadState = "running" | "starting" | "degraded" | "paused" | "stopped";

export interface ServiceStatus {
  name: string;
  /** Docker's word. */
  state: "running" | "created" | "exited";
  /** `none`: the service has no health check. */
  health: "healthy" | "starting" | "none";
}

/** A workload on a simulated machine. */
export interface Workload {
  name: string;
  bundle: Bundle;
  paused: boolean;
  /** Started since the last boot, by `apply`, `resume` or its restart policy. */
  startedAtMs: number;
  /** Services that the last boot did not bring back. */
  stopped: Set<string>;
}

/** How long one service takes from its start until it is healthy, in milliseconds; `Infinity`: never. */
export type HealthDelay = (service: { workload: string; service: string; image: string }) => number;

/** The services as `hostctl status` lists them, by name. */
export function serviceStatuses(workload: Workload, healthDelay: HealthDelay, nowMs: number): ServiceStatus[] {
  return workload.bundle.services.map((service) => {
    if (workload.paused || workload.stopped.has(service.name)) {
      return { name: service.name, state: "exited", health: "none" };
    }
    const isUp = nowMs >= workload.startedAtMs + delayOf(workload, service, healthDelay);
    if (service.checked) {
      return { name: service.name, state: "running", health: isUp ? "healthy" : "starting" };
    }
    return { name: service.name, state: isUp ? "running" : "created", health: "none" };
  });
}

/** The workload's state, by the same rules as the real hostctl. */
export function workloadState(workload: Workload, services: ServiceStatus[]): WorkloadState {
  if (workload.paused) {
    return "paused";
  }
  if (services.every((service) => service.state === "exited")) {
    return "stopped";
  }
  if (services.some((service) => service.state === "exited")) {
    return "degraded";
  }
  return services.every(isHealthy) ? "running" : "starting";
}

/** The services that are not healthy yet, as hostctl names them; empty when there are none. */
export function pendingServices(services: ServiceStatus[]): string {
  if (services.every((service) => service.state === "exited")) {
    return "any service to run";
  }
  return services
    .filter((service) => !isHealthy(service))
    .map((service) => `${service.name} (${service.health === "none" ? service.state : service.health})`)
    .join(", ");
}

function isHealthy(service: ServiceStatus): boolean {
  return service.state === "running" && service.health !== "starting";
}

function delayOf(workload: Workload, service: ComposeService, healthDelay: HealthDelay): number {
  return healthDelay({ workload: workload.name, service: service.name, image: service.image });
}
