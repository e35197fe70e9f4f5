import { type IncomingMessage, type RequestListener, type Server, type ServerOptions, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

/** A connection that its client wants to go on with as a web socket. */
export interface Upgrade {
  socket: Duplex;
  /** What came behind the request already. */
  head: Buffer;
}

const upgrades = new WeakMap<IncomingMessage, Upgrade>();

/** Requests for other protocols, such as HTTP/2 without TLS, are answered as if they had not asked. */
export const ONLY_WEB_SOCKETS: ServerOptions = {
  shouldUpgradeCallback: ({ method, headers }) => method === "GET" && headers.upgrade?.toLowerCase() === "websocket",
};

/** Sends requests for a web socket through the same handlers as all others, so that nothing that these check is left out. */
export function serveUpgrades(server: Server, http: RequestListener): void {
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    upgrades.set(request, { socket, head });
    const response = new ServerResponse(request);
    response.assignSocket(socket as Parameters<typeof response.assignSocket>[0]);
    response.shouldKeepAlive = false;
    // An answer is a refusal: after it there is nothing to go on with.
    response.once("finish", () => socket.end());
    socket.on("error", () => socket.destroy());
    http(request, response);
  });
}

/** Undefined for a request that does not want a web socket. */
export function upgradeOf(request: IncomingMessage): Upgrade | undefined {
  return upgrades.get(request);
}
