import type { HostRow } from "../db/entities/host.ts";
import type { OpenAccount } from "./clouds-port.ts";
import type { AppContext } from "./context.ts";
import { connectionOf, dockerSecret } from "./docker-secret.ts";
import type { HostConnection } from "./host-shell.ts";
import { openHostConnection } from "./sealed.ts";

/** The cloud account that a host is. Undefined when the configuration that brought it does not name it any more. */
export function hostAccount({ clouds, envelope }: AppContext, host: HostRow): OpenAccount | undefined {
  if (host.connectionSealed === null) return clouds.accounts("docker").find(({ id }) => id === host.id);
  return { id: host.id, secret: dockerSecret(openHostConnection(envelope, host.id, host.connectionSealed)) };
}

/** How a host is reached by SSH; undefined for one on a local socket, and for one that is not configured any more. */
export function hostConnection(context: AppContext, host: HostRow): HostConnection | undefined {
  const secret = hostAccount(context, host)?.secret;
  return secret?.cloud === "docker" ? connectionOf(secret) : undefined;
}
