import { randomBytes } from "node:crypto";

/** A network of a simulated engine, as the API shows it. */
export interface DockerNetwork {
  Name: string;
  Id: string;
  Created: string;
  Scope: string;
  Driver: string;
  EnableIPv6: boolean;
  IPAM: { Driver: string; Options: Record<string, string> | null; Config: Record<string, unknown>[] };
  Internal: boolean;
  Attachable: boolean;
  Ingress: boolean;
  Options: Record<string, string>;
  Labels: Record<string, string>;
}

/** A volume of a simulated engine, as the API shows it. */
export interface DockerVolume {
  CreatedAt: string;
  Driver: string;
  Labels: Record<string, string>;
  Mountpoint: string;
  Name: string;
  Options: Record<string, string> | null;
  Scope: string;
}

/** What a simulated machine's Docker engine holds beside the containers of its workloads. */
export interface DockerState {
  networks: Map<string, DockerNetwork>;
  volumes: Map<string, DockerVolume>;
}

export function createDockerState(): DockerState {
  return { networks: new Map(), volumes: new Map() };
}

/** An id as Docker gives them. */
export function newDockerId(): string {
  return randomBytes(32).toString("hex");
}
