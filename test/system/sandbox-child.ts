import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Child, startChild } from "./child.ts";

/** What `npm run sandbox -- --json` prints. */
export interface SandboxDescription {
  hetzner: { endpoint: string; token: string };
  digitalocean: { endpoint: string; token: string };
  cloudflare: { endpoint: string; token: string; zoneId: string; zone: string };
  route53: { endpoint: string; accessKeyId: string; secretAccessKey: string; zoneId: string; zone: string };
  proxmox: { endpoint: string; node: string };
  dokploy: { endpoint: string; apiKey: string };
  control: { endpoint: string };
  pulumi: { env: Record<string, string> };
}

/** One thing that exists at an emulated cloud. */
export interface InventoryItem {
  cloud: string;
  type: string;
  id: string;
  name: string;
  labels: Record<string, string>;
}

/** A sandbox in a process of its own: it outlives a service that is killed. */
export interface SandboxChild extends SandboxDescription {
  child: Child;
  /** A file with the description, as the setting `FREEHOLD_SANDBOX` wants it. */
  file: string;
  inventory(): Promise<InventoryItem[]>;
  /** Makes the next matching answers of a cloud fail or wait. */
  fault(body: Record<string, unknown>): Promise<void>;
  /** The calls that a fault of the kind `hold-before` or `hold-after` holds now. */
  held(): Promise<unknown[]>;
  /** Ends the waiting of what a fault of the kind `hold-before` or `hold-after` holds: `go` lets it be answered, `break` loses the answer. */
  unhold(how: "go" | "break"): Promise<void>;
  end(): Promise<void>;
}

export async function startSandboxChild(...args: string[]): Promise<SandboxChild> {
  const child = startChild("packages/sandbox/src/main.ts", ["--json", "--ssh-port", String(await freePort()), ...args]);
  const description = JSON.parse(await child.firstLine()) as SandboxDescription;
  const folder = await mkdtemp(path.join(tmpdir(), "freehold-test-"));
  const file = path.join(folder, "sandbox.json");
  await writeFile(file, JSON.stringify(description));
  return {
    ...description,
    child,
    file,
    inventory: async () => {
      const answer = await fetch(`${description.control.endpoint}/inventory`);
      return ((await answer.json()) as { items: InventoryItem[] }).items;
    },
    fault: async (body) => {
      const answer = await fetch(`${description.control.endpoint}/faults`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      if (!answer.ok) throw new Error(`the fault was refused: ${await answer.text()}`);
    },
    held: async () => {
      const answer = await fetch(`${description.control.endpoint}/held`);
      return ((await answer.json()) as { held: unknown[] }).held;
    },
    async unhold(how) {
      await fetch(`${description.control.endpoint}/held/${how}`, { method: "POST" });
    },
    async end() {
      await child.end();
      await rm(folder, { recursive: true });
    },
  };
}

/** A port that nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
