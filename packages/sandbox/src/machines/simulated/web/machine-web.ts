import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { createServer as createPlainServer, type Server, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { createSecureContext, type SecureContext } from "node:tls";
import { type Authority, createAuthority } from "../../../authority/authority.ts";
import type { TlsIdentity } from "../../../kernel/http.ts";
import type { PublicWeb } from "../../public-web.ts";
import { createSerialQueue } from "../../serial-queue.ts";
import type { HostState } from "../host-state.ts";
import { siteAnswer } from "./gateway-answer.ts";
import { serveDatabase } from "./serve-database.ts";
import { type Site, sitesOf } from "./sites.ts";

/** The web servers of one simulated machine. */
export interface MachineWeb {
  /** Opens the ports that something serves now, and closes the others: a port that nothing serves refuses connections. */
  sync(): Promise<void>;
  /** Serves one connection to a port of the machine that does not come by its address. False where nothing listens. */
  serve(port: number, connection: () => Duplex): boolean;
  /** Ends every connection, as when the power goes. */
  close(): Promise<void>;
}

export interface MachineWebOptions {
  host: HostState;
  address: string;
  web: PublicWeb;
  log(line: string): void;
}

const HTTPS = 443;

export function createMachineWeb(options: MachineWebOptions): MachineWeb {
  const { host, address, web, log } = options;
  const enqueue = createSerialQueue();
  const servers = new Map<number, Server>();
  const listening = new Set<number>();
  const connections = new Map<number, Set<Duplex>>();
  const certificates = createCertificates(options);
  const serverFor = (port: number): Server => {
    if (sitesOf(host).some((site) => site.port === port && site.kind === "database"))
      return createPlainServer(serveDatabase);
    const answer = answerFor(port, host);
    return port === HTTPS
      ? createTlsServer({ SNICallback: (name, done) => void certificates.present(name, done) }, answer)
      : createServer(answer);
  };

  const open = async (port: number): Promise<void> => {
    const server = servers.get(port) ?? endingWith(connections, port, serverFor(port));
    servers.set(port, server);
    const local = port === HTTPS ? web.httpsPort : port;
    const isLocal = sitesOf(host).every((site) => site.port !== port || site.local);
    if (isLocal || listening.has(port)) return;
    await listen(server, address, local).then(
      () => listening.add(port),
      (error: Error) => log(`port ${local} of ${address} is not free, the machine serves none there: ${error.message}`),
    );
  };
  const shut = async (port: number): Promise<void> => {
    const server = servers.get(port);
    servers.delete(port);
    const closed = listening.delete(port) && server !== undefined ? once(server, "close") : undefined;
    if (closed !== undefined) server?.close();
    for (const connection of connections.get(port) ?? []) connection.destroy();
    await closed;
  };

  return {
    sync: () =>
      enqueue(async () => {
        const wanted = new Set(sitesOf(host).map(({ port }) => port));
        for (const port of [...servers.keys()]) if (!wanted.has(port)) await shut(port);
        for (const port of wanted) await open(port);
      }),
    serve(port, connection) {
      const server = servers.get(port);
      server?.emit("connection", connection());
      return server !== undefined;
    },
    close: () => enqueue(async () => void (await Promise.all([...servers.keys()].map(shut)))),
  };
}

function answerFor(port: number, host: HostState): RequestListener {
  return (request: IncomingMessage, response: ServerResponse) => {
    const name = (request.headers.host ?? "").replace(/:\d+$/, "").toLowerCase();
    const site = sitesOf(host).find((each) => each.port === port && (each.name ?? name) === name);
    const { status, body } =
      site === undefined ? { status: 404, body: { message: "no such site" } } : siteAnswer(site, request, host);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  };
}

interface Certificates {
  /** Shows the certificate of the site of a name; where there is none, the handshake fails as Caddy lets it. */
  present(name: string, done: (error: Error | null, context?: SecureContext) => void): Promise<void>;
}

function createCertificates({ host, address, web }: MachineWebOptions): Certificates {
  let own: Promise<Authority> | undefined;
  const shown = new Map<string, Promise<TlsIdentity>>();
  const ofMachine = (name: string): Promise<TlsIdentity> => {
    own ??= createAuthority("Caddy Local Authority - simulated");
    const identity = shown.get(name) ?? own.then((authority) => authority.issue([name]));
    shown.set(name, identity);
    return identity;
  };
  const identityOf = (site: Site | undefined, name: string): Promise<TlsIdentity | undefined> => {
    if (site === undefined) return Promise.resolve(undefined);
    if (site.tls === "default") return ofMachine("simulated.traefik.default");
    return site.tls === "machine" ? ofMachine(name) : web.certificateFor(name, address);
  };
  return {
    async present(asked, done) {
      const name = asked.toLowerCase();
      try {
        const identity = await identityOf(
          sitesOf(host).find((site) => site.port === HTTPS && site.name === name),
          name,
        );
        if (identity === undefined) throw new Error(`no certificate available for ${name}`);
        done(null, createSecureContext(identity));
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)));
      }
    },
  };
}

function listen(server: Server, address: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, address, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/** Keeps the connections of a server, so that all of them end with it: those by SSH, too, which are no sockets. */
function endingWith(connections: Map<number, Set<Duplex>>, port: number, server: Server): Server {
  const open = new Set<Duplex>();
  connections.set(port, open);
  return server.on("connection", (connection: Socket) => {
    open.add(connection);
    connection.once("close", () => open.delete(connection));
    connection.on("error", () => connection.destroy());
  });
}
