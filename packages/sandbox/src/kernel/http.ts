import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";

/** A request, read to its end. */
export interface HttpRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage["headers"];
  /** The body as text; empty when there is none. */
  text: string;
}

/** What is sent back; a body is sent as JSON, a text as it is. */
export interface Answer {
  status: number;
  /** Reason phrase of the status line, for vendors that report the reason there. @default - the standard one */
  statusMessage?: string;
  body?: unknown;
  /** In place of a body, for vendors that do not speak JSON. */
  text?: string;
  headers?: Record<string, string>;
}

/** Thrown instead of answering: the connection breaks. */
export class ConnectionReset extends Error {}

/** More than any vendor takes; beyond it the connection is refused. */
const MAX_BODY_BYTES = 1024 * 1024;

/** What a server shows to serve HTTPS, in PEM form. */
export interface TlsIdentity {
  key: string;
  cert: string;
}

export interface HttpEndpoint {
  /** `http://127.0.0.1:<port>`, or `https:` with an identity */
  url: string;
  close(): Promise<void>;
}

/** Serves on 127.0.0.1; over TLS 1.3 when there is an identity. Port 0 lets the system choose. */
export async function listen(
  port: number,
  handle: (request: HttpRequest) => Promise<Answer>,
  identity?: TlsIdentity,
): Promise<HttpEndpoint> {
  const onRequest = (incoming: IncomingMessage, outgoing: ServerResponse) => void serve(incoming, outgoing, handle);
  const server =
    identity === undefined
      ? createServer(onRequest)
      : createTlsServer({ ...identity, minVersion: "TLSv1.3" }, onRequest);
  // Clients keep connections open between polls; one that closes just as the next poll is sent looks like a lost answer.
  server.keepAliveTimeout = 65_000;
  await bind(server, port);
  return {
    url: `${identity === undefined ? "http" : "https"}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function serve(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  handle: (request: HttpRequest) => Promise<Answer>,
): Promise<void> {
  const { socket } = incoming; // a request that was not read to its end loses it
  try {
    const answer = await handle(await read(incoming));
    if (answer.statusMessage !== undefined) outgoing.statusMessage = answer.statusMessage;
    outgoing.writeHead(answer.status, { "content-type": "application/json", ...answer.headers });
    outgoing.end(answer.text ?? (answer.body === undefined ? undefined : JSON.stringify(answer.body)));
  } catch {
    // A reset that was asked for, a body that is too large, or a client that went away: all end the connection.
    socket.destroy();
  }
}

async function read(incoming: IncomingMessage): Promise<HttpRequest> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += (chunk as Buffer).length;
    if (size > MAX_BODY_BYTES) throw new ConnectionReset();
    chunks.push(chunk as Buffer);
  }
  const url = new URL(incoming.url ?? "/", "http://sandbox");
  return {
    method: incoming.method ?? "GET",
    path: url.pathname,
    query: url.searchParams,
    headers: incoming.headers,
    text: Buffer.concat(chunks).toString("utf8"),
  };
}

function bind(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EADDRINUSE") return reject(error);
      reject(
        new Error(`port ${port} on 127.0.0.1 is in use, choose another or end the program that has it`, {
          cause: error,
        }),
      );
    });
    server.listen({ host: "127.0.0.1", port }, resolve);
  });
}
