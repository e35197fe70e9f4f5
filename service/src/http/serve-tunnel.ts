import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { pipeline } from "node:stream/promises";
import { FreeholdError } from "@freehold/model";
import { createWebSocketStream, type WebSocket, WebSocketServer } from "ws";
import { upgradeOf } from "./upgrades.ts";

/** Largest message, in bytes. */
const MESSAGE_LIMIT = 1024 * 1024;
/** How often a client is asked whether it is there. */
const CHECK_MS = 15_000;
/** How long a client has to answer that the socket closes. */
const GOODBYE_MS = 1_000;

/** Reasons to close, https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1 */
const CLOSE = { goingAway: 1001, policy: 1008 } as const;

const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: MESSAGE_LIMIT });

export interface TunnelOptions {
  /** Aborted when the service stops. */
  closing: AbortSignal;
  /** Aborted when the caller's key may not any more. */
  valid: AbortSignal;
}

/** @throws FreeholdError `invalid_request` for a request that cannot go on as a web socket */
export function assertUpgrade(request: IncomingMessage): void {
  if (upgradeOf(request) !== undefined) return;
  throw new FreeholdError("invalid_request", "this is a web socket: the request must ask to go on as one", {
    errors: [{ pointer: "", detail: "header Upgrade must be websocket" }],
    nextStep: "use `freehold tenants db`, or any client of web sockets with the same Authorization header",
  });
}

/** Carries bytes both ways, each message as it comes, until one side ends, the service stops or the caller may not any more. */
export async function serveTunnel(
  request: IncomingMessage,
  response: ServerResponse,
  connection: Duplex,
  { closing, valid }: TunnelOptions,
): Promise<void> {
  const upgrade = upgradeOf(request);
  if (upgrade === undefined) throw new Error("a tunnel needs a connection that can be upgraded");
  response.detachSocket(upgrade.socket as Parameters<typeof response.detachSocket>[0]);
  const socket = await new Promise<WebSocket>((resolve) => {
    sockets.handleUpgrade(request, upgrade.socket, upgrade.head, resolve);
  });
  const stop = (code: number, why: string) => (): void => {
    socket.close(code, why);
    // A client that does not say goodbye keeps nothing.
    setTimeout(() => socket.terminate(), GOODBYE_MS).unref();
  };
  const ended = new AbortController();
  closing.addEventListener("abort", stop(CLOSE.goingAway, "the service stops"), { signal: ended.signal });
  valid.addEventListener("abort", stop(CLOSE.policy, "the API key may not any more"), { signal: ended.signal });
  // While it was opened, too.
  if (closing.aborted || valid.aborted) socket.terminate();
  const watch = watchOver(socket);
  const stream = createWebSocketStream(socket);
  try {
    // Which side ended, and how, is the two ends' own business.
    await Promise.race([pipeline(stream, connection), pipeline(connection, stream)].map((way) => way.catch(() => {})));
  } finally {
    ended.abort();
    clearInterval(watch);
    connection.destroy();
    stream.on("error", () => {});
    stream.end();
  }
}

/** Ends the socket of a client that has gone without a word. */
function watchOver(socket: WebSocket): NodeJS.Timeout {
  let isThere = true;
  socket.on("pong", () => {
    isThere = true;
  });
  return setInterval(() => {
    if (!isThere) return socket.terminate();
    isThere = false;
    socket.ping();
  }, CHECK_MS);
}
