import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** What a fake vendor was asked. */
export interface Asked {
  method: string;
  /** Path with query. */
  path: string;
  token: string;
  body: Record<string, unknown>;
}

export interface Reply {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** A vendor made of one function, for tests that need only a few of its answers. */
export interface FakeHttp {
  endpoint: string;
  asked: Asked[];
  close(): Promise<void>;
}

/** Starts a fake on a free port. It remembers what it was asked. */
export async function startFakeHttp(reply: (asked: Asked) => Reply | Promise<Reply>): Promise<FakeHttp> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const question: Asked = {
      method: request.method ?? "",
      path: request.url ?? "",
      token: (request.headers.authorization ?? "").replace("Bearer ", ""),
      body: await bodyOf(request),
    };
    asked.push(question);
    const { status, body, headers } = await reply(question);
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(body === undefined ? "" : JSON.stringify(body));
  });

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return { endpoint: `http://127.0.0.1:${port}`, asked, close };
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
}
