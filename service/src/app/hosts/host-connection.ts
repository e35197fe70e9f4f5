import { dockerHostOf } from "@freehold/stack-contract/cloud-settings";
import type { HostRow } from "../../db/entities/host.ts";
import type { AccountSecret, OpenAccount } from "../accounts/clouds-port.ts";
import type { AppContext } from "../context.ts";
import { openHostConnection } from "../secrets/sealed.ts";
import type { HostConnection } from "./run-on-host.ts";

/** How a Docker host is reached, among the secrets of accounts. */
type DockerSecret = Extract<AccountSecret, { cloud: "docker" }>;

type ReachContext = Pick<AppContext, "clouds" | "envelope">;

/** The cloud account that a host is. Undefined when the configuration that brought it does not name it any more. */
export function hostAccount({ clouds, envelope }: ReachContext, host: HostRow): OpenAccount | undefined {
  const { id, connectionSealed, limitStorage } = host;
  if (connectionSealed === null) return clouds.accounts("docker").find((account) => account.id === id);
  const { host: address, port, user, privateKey, hostKey } = openHostConnection(envelope, id, connectionSealed);
  const engine = { host: `ssh://${user}@${address}:${port}`, sshPrivateKey: privateKey, hostKey };
  return { id, secret: { cloud: "docker", ...engine, address, limitStorage } };
}

/** How a host is reached by SSH; undefined for one that is not configured any more. */
export function hostConnection(context: ReachContext, host: HostRow): HostConnection | undefined {
  const secret = hostAccount(context, host)?.secret;
  return secret?.cloud === "docker" ? connectionOf(secret) : undefined;
}

function connectionOf({ cloud: _cloud, ...settings }: DockerSecret): HostConnection {
  const { address, sshPort = 22, sshUser = "freehold" } = dockerHostOf(settings);
  const { sshPrivateKey, hostKey } = settings;
  return { host: address, port: sshPort, user: sshUser, privateKey: sshPrivateKey, hostKey };
}
