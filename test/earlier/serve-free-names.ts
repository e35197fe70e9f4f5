import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Cloudflare, as far as a preview asks it. */
export interface FreeNames {
  /** Base address, `…/client/v4`. */
  endpoint: string;
  close(): void;
}

/** Answers that a name has no records; whatever else is asked is refused, for a preview of what is there asks nobody anything else. */
export async function serveFreeNames(): Promise<FreeNames> {
  const server = createServer(({ method, url = "" }, response) => {
    const isKnown = method === "GET" && /^\/client\/v4\/zones\/\w+\/dns_records\?/.test(url);
    const errors = isKnown ? [] : [{ code: 501, message: `${method} ${url} is not answered here` }];
    const page = { page: 1, per_page: 100, count: 0, total_count: 0, total_pages: 0 };
    response.writeHead(isKnown ? 200 : 501, { "content-type": "application/json" });
    response.end(JSON.stringify({ success: isKnown, errors, messages: [], result: [], result_info: page }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}/client/v4`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
