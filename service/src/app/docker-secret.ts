import type { HostConnection } from "./host-shell.ts";

/** How the Docker engine of a host is reached, in the terms of the official provider. */
export interface DockerSecret {
  cloud: "docker";
  /** `ssh://user@address:port`, or `unix://…` for an engine on this machine. */
  host: string;
  sshPrivateKey?: string;
  /** The host's public key, in `authorized_keys` form. */
  hostKey?: string;
}

/** The account that a registered host is. */
export function dockerSecret({ host, port, user, privateKey, hostKey }: HostConnection): DockerSecret {
  return { cloud: "docker", host: `ssh://${user}@${host}:${port}`, sshPrivateKey: privateKey, hostKey };
}

/** How such an account's host is reached by SSH; undefined for an engine on this machine. */
export function connectionOf({ host, sshPrivateKey, hostKey }: DockerSecret): HostConnection | undefined {
  const url = new URL(host);
  if (url.protocol !== "ssh:" || sshPrivateKey === undefined || hostKey === undefined) return undefined;
  return { host: url.hostname, port: Number(url.port || 22), user: url.username, privateKey: sshPrivateKey, hostKey };
}

/** Where the tenants of such a host are reached. */
export function addressOf({ host }: DockerSecret): string {
  const url = new URL(host);
  return url.protocol === "ssh:" ? url.hostname : "127.0.0.1";
}
