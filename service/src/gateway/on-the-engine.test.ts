import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createEngine, type Engine, type InventoryTargets, type RunRequest } from "@freehold/engine";
import { toStackConfig } from "@freehold/stack-tenant/contract";
import { until } from "@freehold/testing";
import { findEngine } from "@freehold/toolchain";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { CloudTarget } from "../app/accounts/clouds-port.ts";
import { type Database, openDatabase } from "../db/kernel/database.ts";
import { openVendors, type Vendors } from "../testing/vendors.ts";
import { inMemory } from "../testing/warm-cluster.ts";
import { type Gateway, type GatewaySession, openGateway } from "./gateway.ts";

const PASSPHRASE = "a passphrase of the gateway's tests";
const ONE_TENANT = ["dns_record", "dns_record", "primary_ip", "primary_ip", "server", "ssh_key"];

const pulumiBin = await findEngine({ env: process.env });

let db: Database;
let vendors: Vendors;
let gateway: Gateway;
let engine: Engine;
let home: string;

beforeAll(async () => {
  if (pulumiBin === undefined) return;
  home = await mkdtemp(path.join(tmpdir(), "freehold-gateway-"));
  db = await openDatabase(await inMemory());
  vendors = await openVendors({ sshPort: 22_123 });
  gateway = await openGateway({ db, log: { warn: () => {} } });
  engine = await createEngine({ pulumiBin, home, standIns: true, poolSize: 1, inventoryDelayMs: 10 });
});
afterAll(async () => {
  await engine?.close();
  await gateway?.close();
  await vendors?.sandbox.close();
  await db?.close();
  if (home !== undefined) await rm(home, { recursive: true });
});

function engineTest(name: string, body: () => Promise<void>): void {
  if (pulumiBin === undefined) test.skip(`${name} (skipped: no Pulumi engine 3.250.0)`, () => undefined);
  else test(name, body);
}

/** The tenant's program, reached through the gateway for one operation. */
async function request(tenantId: string, action: RunRequest["action"], session: GatewaySession): Promise<RunRequest> {
  const target = await session.through(vendors.target("hetzner"));
  const { zone, zoneId, sshPort, providers } = target;
  const config = toStackConfig({
    ...{ tenantId, name: tenantId, organization: "org1", operation: "op1" },
    ...{ cloud: "hetzner", region: "fsn1", size: "small", sshPort, zone, zoneId, tls: "none", providers },
  });
  const inventory = inventoryOf(tenantId, target);
  return {
    operationId: `op-${action}`,
    program: "tenant",
    stack: tenantId,
    action,
    config,
    passphrase: PASSPHRASE,
    inventory,
  };
}

function inventoryOf(tenantId: string, { inventory: clouds }: CloudTarget): InventoryTargets {
  return { tenantId, clouds };
}

const held = async () => (await vendors.sandbox.inventory()).map(({ type }) => type).sort();
const ordersMade = async () =>
  Object.entries(await vendors.counts())
    .filter(([name]) => !/ GET /.test(name))
    .map(([name, count]) => `${count} ${name}`);

async function run(tenantId: string, action: RunRequest["action"]) {
  const session = gateway.openSession(`${tenantId} ${action}`, () => true);
  const result = await engine.run(await request(tenantId, action, session), { onEvent: () => {} });
  session.end();
  return result;
}

engineTest("another address of the gateway at every operation changes nothing at the cloud", async () => {
  await run("tgate1", "up");
  const built = await held();
  const orders = await ordersMade();

  const second = await run("tgate1", "up");

  expect(built).toEqual(ONE_TENANT);
  expect(await held()).toEqual(built);
  expect(await ordersMade()).toEqual(orders);
  // The two providers learn their new addresses.
  expect(Object.keys(second.changes).sort()).toEqual(["same", "update"]);
  expect(second.changes.update).toBe(2);

  expect((await run("tgate1", "refresh")).changes).not.toHaveProperty("replace");
  await run("tgate1", "destroy");
  expect(await held()).toEqual([]);
});

engineTest(
  "an engine that is stopped while its operation goes to another owner orders nothing when it resumes",
  async () => {
    await vendors.fault({ cloud: "hetzner", method: "POST", path: "/ssh_keys$", kind: "delay", ms: 1000 });
    const session = gateway.openSession("first owner", () => true);
    const stale = engine.run(await request("tgate2", "up", session), { onEvent: () => {} });
    const failed = expect(stale).rejects.toMatchObject({
      message: expect.stringContaining("the operation that this address was made for has ended"),
    });
    const group = -(await runnersPid());
    await until("the order to be held up", async (see) => see(await vendors.faults()) === 0);

    process.kill(group, "SIGSTOP");
    session.end();
    process.kill(group, "SIGCONT");
    await failed;
    // The call is cut off, and the cloud carries out what it has received: a recovery that begins this early would not see it yet.
    await until("the order that was under way", async (see) => see(await held()).includes("ssh_key"));

    expect(await held()).not.toContain("server");
    const next = gateway.openSession("second owner", () => true);
    const again = await request("tgate2", "up", next);
    await engine.recover({
      program: "tenant",
      stack: "tgate2",
      passphrase: PASSPHRASE,
      after: "create",
      ...(again.inventory && { inventory: again.inventory }),
    });
    await engine.run(again, { onEvent: () => {} });
    expect(await held()).toEqual(ONE_TENANT);

    await engine.run(await request("tgate2", "destroy", next), { onEvent: () => {} });
    next.end();
    expect(await held()).toEqual([]);
  },
);

/** Process id of the runner at work, as its engine notes it down; it leads a process group of its own. */
async function runnersPid(): Promise<number> {
  const folder = path.join(home, "runs");
  return until("the runner's record", async (see) => {
    const files = see(await readdir(folder, { recursive: true }).catch(() => []));
    const file = files.find((name) => name.endsWith(".json"));
    if (file === undefined) return undefined;
    return (JSON.parse(await readFile(path.join(folder, file), "utf8")) as { pid: number }).pid;
  });
}
