import { once } from "node:events";
import type { Duplex } from "node:stream";
import { text } from "node:stream/consumers";
import { FreeholdError } from "@freehold/model";
import WebSocket, { createWebSocketStream } from "ws";
import type { HttpOptions } from "./http.ts";
import { problemOf } from "./problem.ts";

/** Ways to tenants' databases. */
export interface DatabaseClient {
  /**
   * Opens one connection to a tenant's database, through the service and the machine's SSH server. It carries PostgreSQL's own protocol.
   *
   * @throws FreeholdError with the problem's code, or `service_unavailable` when nothing answers
   */
  openDatabase(idOrName: string): Promise<Duplex>;
}

export function createDatabaseClient({ baseUrl, apiKey }: HttpOptions): DatabaseClient {
  const base = baseUrl.replace(/\/+$/, "");
  return {
    async openDatabase(idOrName) {
      const url = `${base.replace(/^http/, "ws")}/v1/tenants/${encodeURIComponent(idOrName)}/database`;
      const socket = new WebSocket(url, { headers: { Authorization: `Bearer ${apiKey}` }, perMessageDeflate: false });
      const refused = new Promise<never>((_resolve, reject) => {
        socket.once("unexpected-response", (_request, answer) => {
          const headers = { "Content-Type": answer.headers["content-type"] ?? "" };
          const problem = text(answer).then((body) =>
            problemOf(new Response(body, { status: answer.statusCode ?? 500, headers })),
          );
          problem.then(reject, reject);
        });
      });
      const open = once(socket, "open").catch((cause: unknown) => {
        throw new FreeholdError("service_unavailable", `nothing answers at ${base}`, {
          cause,
          nextStep: "start the service with `npm start`, or name its address in FREEHOLD_URL",
        });
      });
      await Promise.race([open, refused]);
      return createWebSocketStream(socket);
    },
  };
}
