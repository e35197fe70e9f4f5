import type { HostRow } from "../db/entities/host.ts";
import type { AppContext } from "./context.ts";
import type { HostConnection } from "./host-shell.ts";
import { openHostConnection } from "./sealed.ts";

/** How a host is reached by SSH; undefined for one on a local socket, and for one that is not configured any more. */
export function hostConnection({ envelope }: AppContext, host: HostRow): HostConnection | undefined {
  if (host.connectionSealed === null) return undefined;
  return openHostConnection(envelope, host.id, host.connectionSealed);
}
