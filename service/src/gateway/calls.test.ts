import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createEngine, type Engine, type RunRequest } from "@freehold/engine";
import { toStackConfig } from "@freehold/stack-tenant/contract";
import { findEngine } from "@freehold/toolchain";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { openVendors, type Vendors } from "../testing/vendors.ts";
import { MEASURED_CALLS } from "./calls-needed.ts";

/** So long that whoever looks twice a second looks ten times while a server is made and started. */
const ACTION_MS = 2_000;

/** What is set aside for an operation is what one costs at most. The documentation quotes what was measured. */
const CLOUDS = [
  { cloud: "hetzner", region: "fsn1" },
  { cloud: "digitalocean", region: "fra1" },
] as const;

const pulumiBin = await findEngine({ env: process.env });

let vendors: Vendors;
let engine: Engine;
let home: string;

beforeAll(async () => {
  if (pulumiBin === undefined) return;
  home = await mkdtemp(path.join(tmpdir(), "freehold-calls-"));
  vendors = await openVendors({ sshPort: 22_124, actionMs: ACTION_MS });
  engine = await createEngine({ pulumiBin, home, standIns: true, poolSize: 1, inventoryDelayMs: 10 });
});
afterAll(async () => {
  await engine?.close();
  await vendors?.sandbox.close();
  if (home !== undefined) await rm(home, { recursive: true });
});

/** The calls that one operation cost, by cloud. */
async function cost(cloud: (typeof CLOUDS)[number]["cloud"], region: string, action: RunRequest["action"]) {
  const { zone, zoneId, sshPort, providers, inventory: clouds } = vendors.target(cloud);
  const tenantId = `t${cloud}`;
  const config = toStackConfig({
    ...{ tenantId, name: tenantId, organization: "org1", operation: "op1" },
    ...{ cloud, region, size: "small", sshPort, zone, zoneId, tls: "none", providers },
  });
  const before = await callsBy(cloud);
  await engine.run(
    {
      ...{ operationId: `op${action}`, program: "tenant", stack: tenantId, action, config },
      ...{ passphrase: "a passphrase of the calls' test", inventory: { tenantId, clouds } },
    },
    { onEvent: () => {} },
  );
  const after = await callsBy(cloud);
  return { machine: after.machine - before.machine, name: after.name - before.name };
}

async function callsBy(cloud: string): Promise<{ machine: number; name: number }> {
  const counts = Object.entries(await vendors.counts());
  const of = (vendor: string) =>
    counts.filter(([key]) => key.startsWith(`${vendor} `)).reduce((sum, [, count]) => sum + count, 0);
  return { machine: of(cloud), name: of("cloudflare") };
}

for (const { cloud, region } of CLOUDS) {
  const [machine, name] = [MEASURED_CALLS[cloud], MEASURED_CALLS.cloudflare];
  const body = async () => {
    const created = await cost(cloud, region, "up");
    const again = await cost(cloud, region, "up");
    const destroyed = await cost(cloud, region, "destroy");

    expect(created.machine).toBeLessThanOrEqual(machine.create);
    expect(created.name).toBeLessThanOrEqual(name.create);
    // Whether the name is somebody else's is looked up before every update.
    expect(again).toEqual({ machine: 0, name: 1 });
    expect(destroyed.machine).toBeLessThanOrEqual(machine.destroy);
    expect(destroyed.name).toBeLessThanOrEqual(name.destroy);
  };
  if (pulumiBin === undefined) test.skip(`calls at ${cloud} (skipped: no Pulumi engine 3.250.0)`, () => {});
  else test(`a tenant at ${cloud} costs few calls, and an update that changes nothing costs one`, body);
}
