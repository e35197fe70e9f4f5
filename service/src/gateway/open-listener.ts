import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { ended, type ForwardServices, forward } from "./forward.ts";
import type { Grant, Grants } from "./grants.ts";
import { type GatedCloud, isGated } from "./vendors.ts";

/** More than any call of ours; user data stays below 32 KiB. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** Clients keep connections between their polls; one that closes just as the next poll is sent looks like a lost answer. */
const KEEP_ALIVE_MS = 65_000;

/** What a request's path says: by which grant, to which cloud, and what there. */
export interface Destination {
  grantId: string;
  cloud: GatedCloud;
  /** Path and query as the vendor knows them. */
  path: string;
}

/** Where requests of one listening socket go. Undefined for a path that leads nowhere. */
export type Locate = (url: string) => Destination | undefined;

export interface ServeServices extends ForwardServices {
  grants: Grants;
}

/** A listening socket on this machine. */
export interface Listener {
  url: string;
  close(): Promise<void>;
}

/** A key and a certificate, both PEM. */
export interface TlsIdentity {
  key: string;
  cert: string;
}

/**
 * Takes calls on a port of 127.0.0.1 that the system chooses.
 *
 * @param identity What it shows to those who call by HTTPS. @default - HTTP
 */
export async function openListener(locate: Locate, services: ServeServices, identity?: TlsIdentity): Promise<Listener> {
  const take = (request: IncomingMessage, response: ServerResponse): void => {
    handle(locate, services, request, response).catch((error: unknown) => {
      services.log.warn({ err: error }, "the gateway could not forward a call");
      request.socket.destroy();
    });
  };
  const server = identity === undefined ? createServer(take) : createSecureServer(identity, take);
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  // A call may wait for its budget before it is answered.
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const scheme = identity === undefined ? "http" : "https";
  return { url: `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => closeServer(server) };
}

/** `/<grant>/<cloud>/…` */
export function locateByPath(url: string): Destination | undefined {
  const [, grantId = "", cloud = "", path = ""] = /^\/([^/]+)\/([^/?]+)(.*)$/.exec(url) ?? [];
  return isGated(cloud) ? { grantId, cloud, path } : undefined;
}

async function handle(
  locate: Locate,
  services: ServeServices,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const destination = locate(request.url ?? "/");
  if (destination === undefined) return void response.writeHead(404).end();
  const body = await readBody(request);
  if (body === undefined) return void request.socket.destroy();

  const { grantId, cloud, path } = destination;
  const grant = services.grants.find(grantId);
  const gone = new AbortController();
  response.once("close", () => gone.abort(new Error("the caller has gone")));
  const reply = await answer(services, { grant, cloud, path, request, body }, gone.signal);
  // The answer is lost for the caller as it is for us: that is what its own recovery is for.
  if (reply === undefined) return void request.socket.destroy();
  const headers = { ...reply.headers, "content-length": reply.body.length };
  // An empty one is the usual one.
  if (reply.reason) response.statusMessage = reply.reason;
  response.writeHead(reply.status, headers).end(reply.body);
}

interface Incoming {
  grant: Grant | undefined;
  cloud: GatedCloud;
  path: string;
  request: IncomingMessage;
  body: Buffer;
}

async function answer(services: ServeServices, incoming: Incoming, gone: AbortSignal) {
  const { grant, cloud, path, request, body } = incoming;
  const route = grant?.routes.get(cloud);
  if (grant === undefined || route === undefined) {
    services.log.warn({ cloud, method: request.method }, "refused a call of an operation that has ended");
    return ended({ cloud });
  }
  const call = {
    method: request.method ?? "GET",
    url: new URL(`${route.origin}${path}`),
    headers: request.headers,
    body,
  };
  return forward(services, { grant, route }, call, gone);
}

/** Undefined when there is more than any call of ours has. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

async function closeServer(server: Pick<Server, "close" | "closeAllConnections">): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}
