import { createServer, type Server, type ServerOptions } from "node:http";
import type { AddressInfo } from "node:net";
import { FreeholdError } from "@freehold/model";
import type { Express } from "express";
import { errorCode } from "../error-code.ts";
import { ONLY_WEB_SOCKETS, serveUpgrades } from "../http/upgrades.ts";

/** A listening server. */
export interface Listening {
  /** Base address, without a slash at the end. */
  url: string;
  /** Takes no more requests, lets those in flight end for a moment, then closes what is left. */
  close(): Promise<void>;
}

/** How long answers in flight may take once the service stops. */
const ANSWER_MS = 2_000;

/** How long a client may take; whoever is slower is answered 408 and let go, so that a few cannot hold all connections. */
const TIMEOUTS = {
  headersTimeout: 15_000,
  /** Until the whole body is there. */
  requestTimeout: 60_000,
  /** Longer than the usual 60 seconds of a load balancer: it must not be us who closes what it is about to use. */
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 5_000,
} as const satisfies ServerOptions;

/**
 * Looks whether the port could be listened on, so that nothing is started in vain.
 *
 * @throws FreeholdError `service_unavailable` as {@link listen}
 */
export async function assertPortFree(host: string, port: number): Promise<void> {
  if (port === 0) return;
  const server = createServer();
  await opened(server, host, port);
  await new Promise<void>((resolve) => server.close(() => resolve()));
}

/**
 * @param timeouts @default - fit for the internet
 * @throws FreeholdError `service_unavailable` when the port is in use or must not be used.
 */
export async function listen(
  http: Express,
  host: string,
  port: number,
  timeouts: ServerOptions = TIMEOUTS,
): Promise<Listening> {
  const server = createServer({ ...timeouts, ...ONLY_WEB_SOCKETS }, http);
  serveUpgrades(server, http);
  await opened(server, host, port);
  const address = server.address() as AddressInfo;
  const shown = address.family === "IPv6" ? `[${address.address}]` : address.address;
  return { url: `http://${shown}:${address.port}`, close: () => closeServer(server) };
}

function opened(server: Server, host: string, port: number): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(explain(error, host, port)));
    server.listen(port, host, resolve);
  });
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const overtime = setTimeout(() => server.closeAllConnections(), ANSWER_MS);
  await closed;
  clearTimeout(overtime);
}

function explain(error: Error, host: string, port: number): Error {
  const code = errorCode(error);
  if (code === "EADDRINUSE") {
    return new FreeholdError(
      "service_unavailable",
      `port ${port} is in use; stop what uses it or set PORT to another`,
      {
        cause: error,
      },
    );
  }
  if (code === "EACCES") {
    return new FreeholdError(
      "service_unavailable",
      `port ${port} may not be used by this user; set PORT to 1024 or more`,
      {
        cause: error,
      },
    );
  }
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") {
    return new FreeholdError("service_unavailable", `${host} is no address of this machine; set FREEHOLD_HOST to one`, {
      cause: error,
    });
  }
  return error;
}
