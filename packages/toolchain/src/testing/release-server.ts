import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Checkout } from "./checkout.ts";

export interface ReleaseServer {
  url: string;
  /** Paths asked for, in order. */
  requests: string[];
  /** Answers the requests that wait, and all later ones at once. */
  release(): void;
  close(): Promise<void>;
}

/** A mirror of the official releases on a free port. While `held`, it accepts requests and does not answer them. */
export async function startReleaseServer(
  archive: Buffer | undefined,
  { held = false }: { held?: boolean } = {},
): Promise<ReleaseServer> {
  const requests: string[] = [];
  let release = () => {};
  const released = held ? new Promise<void>((resolve) => (release = resolve)) : Promise.resolve();

  const server = createServer(async (request, response) => {
    requests.push(request.url ?? "");
    await released;
    response.writeHead(archive ? 200 : 404).end(archive);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    release: () => release(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** An archive laid out as the official ones are, with an engine that knows nothing but its version. */
export async function releaseArchive(checkout: Checkout, version: string): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), "freehold-release-"));
  try {
    await checkout.engine(version, join(folder, "pulumi"));
    execFileSync("tar", ["-czf", "release.tar.gz", "pulumi"], { cwd: folder });
    return readFileSync(join(folder, "release.tar.gz"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
