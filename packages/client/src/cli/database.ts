import { createServer, type Server, type Socket } from "node:net";
import { pipeline } from "node:stream";
import { isFreeholdError } from "@freehold/model";
import { type Command, InvalidArgumentError } from "commander";
import type { FreeholdClient } from "../client.ts";
import type { CliContext } from "./context.ts";
import { isJson } from "./output.ts";

/** `freehold tenants db` */
export function addDatabaseCommand(tenants: Command, context: CliContext): void {
  tenants
    .command("db <tenant>")
    .description("open a tunnel to a tenant's database, print its URL, and keep it open until Ctrl-C")
    .option("--port <port>", "port on this machine", portOf, 0)
    .action((tenant: string, { port }: { port: number }, command: Command) =>
      openTunnel(context, command, tenant, port),
    );
}

async function openTunnel(context: CliContext, command: Command, tenant: string, port: number): Promise<void> {
  const client = context.client();
  const { credentials } = await client.getOutputs(tenant, { reveal: true });
  // Once in vain, here, is better than at every connection.
  (await client.openDatabase(tenant)).destroy();
  const connections = new Set<Socket>();
  const server = createServer((socket) => {
    connections.add(socket);
    socket.once("close", () => connections.delete(socket));
    void carry(client, tenant, socket, context.err);
  });
  const local = await listening(server, port);
  const url = urlAt(credentials.databaseUrl ?? "postgresql://postgres@localhost/postgres", local);
  context.out.write(isJson(command) ? `${JSON.stringify({ url })}\n` : `${url}\n`);
  if (!isJson(command)) context.err.write(`freehold: the tunnel to ${tenant}'s database is open; Ctrl-C closes it\n`);
  await context.untilStopped();
  for (const socket of connections) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
}

async function carry(client: FreeholdClient, tenant: string, socket: Socket, err: NodeJS.WriteStream): Promise<void> {
  // What it sends meanwhile is kept for then; one that breaks has nobody to be told.
  socket.on("error", () => socket.destroy());
  try {
    const database = await client.openDatabase(tenant);
    pipeline(socket, database, () => {});
    pipeline(database, socket, () => {});
  } catch (error) {
    if (!isFreeholdError(error)) throw error;
    err.write(`freehold: ${error.message}\n`);
    socket.destroy();
  }
}

async function listening(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return (server.address() as { port: number }).port;
}

/** The database's URL with the login that it has, as it is at this end of the tunnel. */
function urlAt(databaseUrl: string, port: number): string {
  const url = new URL(databaseUrl);
  url.hostname = "127.0.0.1";
  url.port = String(port);
  // The tunnel is encrypted; a database that is open to the outside demands TLS here too.
  const mustEncrypt = url.searchParams.has("sslmode");
  url.search = mustEncrypt ? "?sslmode=require" : "";
  return url.href;
}

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError("it must be a port, 0 to 65535; 0 lets the system choose");
}
