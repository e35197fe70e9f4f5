import { type ClientRequest, request } from "node:http";
import { connect as connectPlain, isIPv6 } from "node:net";
import type { Duplex } from "node:stream";
import { checkServerIdentity, connect as connectTls, type SecureContext, type TLSSocket } from "node:tls";
import type { ExpectedTls, Reached, WorkloadProbe } from "../app/reachability/reachability-port.ts";

/** One question to a web server. */
export interface WebQuestion {
  /** Where to connect to; a connection that is there already is used as it is. */
  to: { address: string; port: number } | Duplex;
  hostname: string;
  /** As the URL has it; without one the header has none. */
  port: string;
  tls: ExpectedTls;
  trust: SecureContext;
  probe: WorkloadProbe;
  signal: AbortSignal;
}

/** Connects, looks at the certificate and asks the probe. No redirect is followed, and no body is read. */
export async function askWeb(question: WebQuestion): Promise<Reached> {
  const condition = question.tls === "none" ? "services" : "tls";
  let connection: Duplex;
  try {
    connection = await connected(question);
  } catch (error) {
    return { ok: false, condition, reason: `${placeOf(question)} ${because(error)}` };
  }
  try {
    const status = await statusOf(question, connection);
    const { status: wanted } = question.probe;
    if (wanted === undefined ? status < 500 : status === wanted) return { ok: true };
    const expected = `expected ${wanted ?? "less than 500"}`;
    return { ok: false, condition: "services", reason: `${question.probe.path} answers ${status}, ${expected}` };
  } catch (error) {
    return { ok: false, condition: "services", reason: `${question.probe.path} ${because(error)}` };
  } finally {
    connection.destroy();
  }
}

function placeOf({ hostname, to, port }: WebQuestion): string {
  const address = "address" in to ? ` (${isIPv6(to.address) ? `[${to.address}]` : to.address}:${to.port})` : "";
  return `${hostname}${port === "" ? "" : `:${port}`}${address}`;
}

function because(error: unknown): string {
  if (!(error instanceof Error)) return `cannot be asked: ${String(error)}`;
  if (error.name === "TimeoutError" || error.name === "AbortError") return "does not answer in time";
  return `cannot be asked: ${error.message}`;
}

async function connected({ to, hostname, tls, trust, signal }: WebQuestion): Promise<Duplex> {
  const where = "address" in to ? { host: to.address, port: to.port } : { socket: to };
  if (tls === "none") {
    if (!("address" in to)) return to;
    const plain = connectPlain(to.port, to.address);
    return opened(plain, "connect", signal);
  }
  const socket = connectTls({
    ...where,
    servername: hostname,
    secureContext: trust,
    rejectUnauthorized: tls === "public",
    ALPNProtocols: ["http/1.1"],
  });
  await opened(socket, "secureConnect", signal);
  try {
    if (tls === "internal") assertNameAndTime(socket, hostname);
  } catch (error) {
    socket.destroy();
    throw error;
  }
  return socket;
}

/** What a chain says is not asked: the authority is the machine's own. */
function assertNameAndTime(socket: TLSSocket, hostname: string): void {
  const certificate = socket.getPeerCertificate();
  const problem = checkServerIdentity(hostname, certificate);
  if (problem !== undefined) throw problem;
  const now = Date.now();
  if (now > Date.parse(certificate.valid_to)) throw new Error(`the certificate ended at ${certificate.valid_to}`);
  if (now < Date.parse(certificate.valid_from)) throw new Error(`the certificate begins at ${certificate.valid_from}`);
}

function opened<Socket extends Duplex>(
  socket: Socket,
  event: "connect" | "secureConnect",
  signal: AbortSignal,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error): void => {
      socket.destroy();
      reject(error);
    };
    const late = (): void => failed(signal.reason as Error);
    signal.addEventListener("abort", late, { once: true });
    if (signal.aborted) late();
    socket.once("error", failed);
    socket.once("close", () => failed(new Error("the connection was closed")));
    socket.once(event, () => {
      signal.removeEventListener("abort", late);
      socket.off("error", failed);
      // What happens to it from here on is the request's to hear of.
      socket.on("error", () => {});
      resolve(socket);
    });
  });
}

function statusOf({ hostname, port, probe, signal }: WebQuestion, connection: Duplex): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { host: port === "" ? hostname : `${hostname}:${port}`, connection: "close", ...probe.headers };
    const asked: ClientRequest = request({
      ...{ path: probe.path, method: "GET", headers, signal },
      createConnection: () => connection,
    });
    asked.once("error", reject);
    asked.once("response", (response) => {
      resolve(response.statusCode ?? 0);
      response.destroy();
    });
    asked.end();
  });
}
