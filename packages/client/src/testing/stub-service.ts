import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A server that answers as the test says. */
export interface StubService {
  url: string;
  /** Every request so far: method, path with query, headers, body. */
  requests: { method: string; url: string; headers: IncomingMessage["headers"]; body: string }[];
  close(): Promise<void>;
}

export async function startStubService(
  answer: (request: { method: string; url: string }, res: ServerResponse, count: number) => void,
): Promise<StubService> {
  const requests: StubService["requests"] = [];
  const server = createServer(async (req, res) => {
    let body = "";
    for await (const chunk of req) body += chunk;
    const { method = "", url = "" } = req;
    requests.push({ method, url, headers: req.headers, body });
    answer({ method, url }, res, requests.length);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Answers with JSON. */
export function sendJson(res: ServerResponse, status: number, body: unknown): void {
  res.writeHead(status, { "Content-Type": status < 400 ? "application/json" : "application/problem+json" });
  res.end(JSON.stringify(body));
}
