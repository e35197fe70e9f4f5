import type { InventoryItem } from "@freehold/clouds";
import { LABEL_TENANT, tenantLabels } from "@freehold/model";
import { type Sandbox, type SandboxOptions, startSandbox } from "@freehold/sandbox";
import type { Engine, InventoryTargets, RecoverRequest, RecoveryReport, RunRequest } from "../src/contract.ts";
import { freePort } from "./free-port.ts";
import { openEngine, PASSPHRASE } from "./testbed.ts";

const PUBLIC_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl test";

/** An engine with stand-ins, and the clouds of the sandbox. */
export interface CloudBed {
  engine: Engine;
  home: string;
  sandbox: Sandbox;
  /** Makes requests fail until {@link clearFaults}. */
  fault(fault: Record<string, unknown>): Promise<void>;
  clearFaults(): Promise<void>;
  /** A tenant that no other test has. */
  newTenant(): TestTenant;
  close(): Promise<void>;
}

/** A tenant that consists of one server with its key, as `programs/server.ts` builds it. */
export interface TestTenant {
  id: string;
  inventory: InventoryTargets;
  request(action: RunRequest["action"], protect?: boolean): RunRequest;
  recover(after: RecoverRequest["after"]): Promise<RecoveryReport>;
  /** What the clouds hold of the tenant, by type. */
  held(): Promise<string[]>;
  /** Orders an SSH key with the tenant's labels behind the engine's back. */
  orderKeyUnseen(): Promise<void>;
}

export async function openClouds(options: SandboxOptions = {}): Promise<CloudBed> {
  const sandbox = await startSandbox({ sshPort: await freePort(), ...options });
  const { engine, home, close } = await openEngine({ standIns: true });
  const control = (method: string, body?: unknown) => send(`${sandbox.control.endpoint}/faults`, method, body);
  let tenants = 0;
  return {
    engine,
    home,
    sandbox,
    fault: (fault) => control("POST", fault),
    clearFaults: () => control("DELETE"),
    newTenant() {
      tenants++;
      return testTenant(`tenant${tenants}`, engine, sandbox);
    },
    async close() {
      await close();
      await sandbox.close();
    },
  };
}

function testTenant(id: string, engine: Engine, sandbox: Sandbox): TestTenant {
  const { hetzner, cloudflare } = sandbox;
  const target = { program: "server", stack: id, passphrase: PASSPHRASE };
  const inventory: InventoryTargets = {
    tenantId: id,
    clouds: [
      { cloud: "hetzner", endpoint: hetzner.endpoint, token: hetzner.token },
      { cloud: "cloudflare", endpoint: cloudflare.endpoint, token: cloudflare.token, zoneId: cloudflare.zoneId },
    ],
  };
  let operations = 0;
  return {
    id,
    inventory,
    request(action, protect = false) {
      operations++;
      const config = {
        "hcloud:token": { value: hetzner.token, secret: true },
        "hcloud:endpoint": { value: hetzner.endpoint },
        "test-server:publicKey": { value: keyOf(id) },
        "test-server:protect": { value: String(protect) },
      };
      return {
        ...target,
        operationId: `op${operations}`,
        action,
        config,
        ...(action === "destroy" ? { inventory } : {}),
      };
    },
    recover: (after) => engine.recover({ ...target, after, inventory }),
    async held() {
      const items = await sandbox.inventory();
      return items
        .filter((item) => item.labels?.[LABEL_TENANT] === id || item.name.includes(id))
        .map((item) => item.type)
        .sort();
    },
    async orderKeyUnseen() {
      const labels = tenantLabels({ tenantId: id, organization: "org1", operation: "op0" });
      const body = { name: `unseen-${id}`, public_key: keyOf(`unseen-${id}`), labels };
      await send(`${hetzner.endpoint}/ssh_keys`, "POST", body, hetzner.token);
    },
  };
}

/** Names of what recoveries removed or left alone. */
export function namesOf(items: InventoryItem[]): string[] {
  return items.map((item) => `${item.type} ${item.name}`);
}

/** A public key that nobody else has: the cloud refuses a second copy. */
function keyOf(owner: string): string {
  const [type, base64 = "", comment] = PUBLIC_KEY.split(" ");
  const bytes = Buffer.from(base64, "base64");
  bytes.write(owner.padEnd(32, "."), bytes.length - 32, "latin1");
  return `${type} ${bytes.toString("base64")} ${comment}`;
}

async function send(url: string, method: string, body?: unknown, token = ""): Promise<void> {
  const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
  const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  if (!response.ok) throw new Error(`${method} ${url}: ${await response.text()}`);
}
