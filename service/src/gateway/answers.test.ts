import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
import { createInventory, readAccountFacts } from "@freehold/clouds";
import { until } from "@freehold/testing";
import { afterEach, expect, test } from "@jest/globals";
import type { Database } from "../db/kernel/database.ts";
import type { Reachable } from "./addresses.ts";
import { type Gateway, type GatewayOptions, openGateway } from "./gateway.ts";
import { selfSigned } from "./self-signed.ts";

/** A cluster of somebody's own is not counted: nothing is asked of the database. */
const NO_DATABASE = {} as Database;
const MIB = 1024 * 1024;

let gateway: Gateway | undefined;
const servers: Pick<Server, "close" | "closeAllConnections">[] = [];

afterEach(async () => {
  await gateway?.close();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

interface Cluster {
  target: Reachable;
  requests: IncomingMessage[];
  /** How many of the requests' connections the gateway has closed. */
  cut(): number;
}

/** What says that it is a cluster of Proxmox VE, and answers as it likes. */
async function startCluster(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<Cluster> {
  const requests: IncomingMessage[] = [];
  let cut = 0;
  const server = createServer((request, response) => {
    requests.push(request);
    response.on("close", () => {
      if (!response.writableFinished) cut += 1;
    });
    request.resume().on("end", () => answer(request, response));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  servers.push(server);
  return { target: targetAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), requests, cut: () => cut };
}

function targetAt(endpoint: string): Reachable {
  const access = { cloud: "proxmox" as const, endpoint, apiToken: "root@pam!x=y", insecure: true };
  return { cloud: "proxmox", accountId: "cluster", providers: {}, inventory: [access] };
}

async function through(target: Reachable, options: Partial<GatewayOptions> = {}, holds = () => true) {
  gateway = await openGateway({ db: NO_DATABASE, log: { warn: () => {} }, ...options });
  const session = gateway.openSession("op1", holds);
  const [access] = (await session.through(target)).inventory;
  if (access?.cloud !== "proxmox") throw new Error("the target leads to no cluster");
  return { session, access };
}

const json = (response: ServerResponse, data: unknown): void =>
  void response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ data }));
const page = (response: ServerResponse, status: number, headers: Record<string, string> = {}): void =>
  void response.writeHead(status, { "content-type": "text/html", ...headers }).end("<html>Please log in</html>");
const guest = { cloud: "proxmox", type: "qemu", id: "pve/100", name: "acme" } as const;

test("an answer without end is cut off where no answer of an API is as large", async () => {
  let sent = 0;
  const cluster = await startCluster(async (_request, response) => {
    response.on("error", () => {});
    while (!response.destroyed) {
      sent += MIB;
      if (!response.write(Buffer.alloc(MIB, "x")))
        await Promise.race([once(response, "drain"), once(response, "close")]);
    }
  });
  const { access } = await through(cluster.target, { maxAnswerBytes: MIB });

  await expect(readAccountFacts(access, { attempts: 1 })).rejects.toMatchObject({
    code: "cloud_unavailable",
    message: expect.stringContaining("more than 1048576 bytes"),
  });

  await until("the answers to be cut off", () => cluster.cut() === cluster.requests.length);
  // What lies in the buffers of connections is not limited by us.
  expect(sent / cluster.requests.length).toBeLessThan(32 * MIB);
});

test("an answer that comes byte by byte ends with the time of its call", async () => {
  const cluster = await startCluster((_request, response) => {
    const timer = setInterval(() => response.write(" "), 20);
    response.on("close", () => clearInterval(timer));
  });
  const { access } = await through(cluster.target, { timeoutMs: 200 });

  await expect(readAccountFacts(access, { attempts: 1 })).rejects.toMatchObject({ code: "cloud_unreachable" });

  expect(cluster.requests).toHaveLength(1);
  await until("the answer to be cut off", () => cluster.cut() === 1);
});

test.each(["GET", "POST"])("a %s whose caller has gone is cut off at the vendor", async (method) => {
  const cluster = await startCluster(() => {});
  const { access } = await through(cluster.target);
  const gone = new AbortController();
  const asked = ask(access.endpoint, method, gone.signal).catch(() => "gone");
  await until("the call to arrive", () => cluster.requests.length === 1);

  gone.abort();

  expect(await asked).toBe("gone");
  await until("the call to be cut off", () => cluster.cut() === 1);
  expect(cluster.requests).toHaveLength(1);
});

test.each(["GET", "POST"])("a %s under way is cut off when the operation is not ours any more", async (method) => {
  const cluster = await startCluster(() => {});
  const { access, session } = await through(cluster.target);
  const asked = ask(access.endpoint, method);
  await until("the call to arrive", () => cluster.requests.length === 1);

  session.end();

  expect(await asked).toBe(403);
  await until("the call to be cut off", () => cluster.cut() === 1);
  expect(cluster.requests).toHaveLength(1);
});

test("an order whose handshake takes longer than the lease is not sent", async () => {
  const orders: string[] = [];
  const secure = createSecureServer(await selfSigned("a cluster", Date.now()), (request, response) => {
    orders.push(request.url ?? "");
    json(response, "UPID");
  });
  const waiting: Socket[] = [];
  const slow = createTcpServer((socket) => void waiting.push(socket)).listen(0, "127.0.0.1");
  await once(slow, "listening");
  let holds = true;
  const target = targetAt(`https://127.0.0.1:${(slow.address() as AddressInfo).port}`);
  const { access } = await through(target, {}, () => holds);
  const ordered = ask(access.endpoint, "POST");
  await until("the connection", () => waiting.length === 1);

  // The process was stopped meanwhile: nobody has told the gateway.
  holds = false;
  for (const socket of waiting) secure.emit("connection", socket);

  expect(await ordered).toBe(403);
  expect(orders).toEqual([]);
  slow.close();
});

test("a page with status 200 in the vendor's place: a question is asked again", async () => {
  const cluster = await startCluster((_request, response) =>
    cluster.requests.length === 1 ? page(response, 200) : json(response, { "/": { "VM.Allocate": 1 } }),
  );
  const { access } = await through(cluster.target);

  expect(await ask(access.endpoint, "GET")).toBe(200);
  expect(cluster.requests).toHaveLength(2);
});

test.each([
  ["a page with status 200", 200],
  ["a page with status 404, which would read as if the machine were gone", 404],
  ["a redirect to where the service must not go", 302],
])("%s is cloud_unavailable at last", async (_what, status) => {
  const cluster = await startCluster((_request, response) =>
    page(response, status, { location: "http://169.254.169.254/latest/meta-data" }),
  );
  const { access } = await through(cluster.target);

  const found = createInventory(access).find(guest);

  await expect(found).rejects.toMatchObject({ code: "cloud_unavailable" });
  expect(new Set(cluster.requests.map(({ method }) => method))).toEqual(new Set(["GET"]));
});

test("a page with status 200 in the vendor's place: an order is sent once, and nobody is told that it was carried out", async () => {
  const cluster = await startCluster((_request, response) => page(response, 200));
  const { access } = await through(cluster.target);

  expect(await ask(access.endpoint, "POST")).toBe(424);
  expect(cluster.requests).toHaveLength(1);
});

/** The status of the answer to one call, at the gateway's own certificate. */
async function ask(endpoint: string, method: string, signal?: AbortSignal): Promise<number> {
  const { request } = await import("node:https");
  const sent = request(`${endpoint}/api2/json/version`, {
    ...{ method, rejectUnauthorized: false, agent: false },
    ...(signal && { signal }),
  });
  sent.end(method === "GET" ? undefined : "a=b");
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  response.resume();
  return response.statusCode ?? 0;
}
