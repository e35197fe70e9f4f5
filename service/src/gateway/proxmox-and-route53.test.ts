import { request as httpsRequest } from "node:https";
import { createInventory, readAccountFacts } from "@freehold/clouds";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { AwsClient } from "aws4fetch";
import type { CloudTarget } from "../app/accounts/clouds-port.ts";
import { inZone } from "../app/placement/choose-zone.ts";
import { sandboxZones } from "../compose/zones.ts";
import { type Database, openDatabase } from "../db/kernel/database.ts";
import { createPublicHosts } from "../outbound/public-hosts.ts";
import { openVendors, type Vendors } from "../testing/vendors.ts";
import { inMemory } from "../testing/warm-cluster.ts";
import { type Gateway, type GatewaySession, openGateway } from "./gateway.ts";

const LOOPBACK = { address: "127.0.0.1", family: 4 };

let db: Database;
let vendors: Vendors;
let gateway: Gateway;
let session: GatewaySession;

beforeAll(async () => {
  db = await openDatabase(await inMemory());
  vendors = await openVendors({ rateLimit: true, sshPort: 22_123 });
});
afterAll(async () => {
  await vendors.sandbox.close();
  await db.close();
});
beforeEach(async () => {
  gateway = await openGateway({ db, log: { warn: () => {} }, callsPerHour: { digitalocean: 10_000 } });
  session = gateway.openSession("op1", () => true);
});
afterEach(async () => {
  await gateway.close();
  await vendors.reset();
  await db.em().execute("delete from api_budgets");
});

const accessIn = <Name extends CloudTarget["inventory"][number]["cloud"]>({ inventory }: CloudTarget, cloud: Name) => {
  const found = inventory.find((access) => access.cloud === cloud);
  if (found === undefined) throw new Error(`the target has no ${cloud}`);
  return found as Extract<typeof found, { cloud: Name }>;
};

function askCluster(target: CloudTarget, path: string): Promise<{ status: number; reason: string }> {
  const { endpoint, apiToken } = accessIn(target, "proxmox");
  const headers = { authorization: `PVEAPIToken=${apiToken}` };
  return new Promise((resolve, reject) => {
    const options = { headers, rejectUnauthorized: false, agent: false } as const;
    const sent = httpsRequest(`${endpoint}/api2/json${path}`, options, (answer) => {
      answer.resume();
      resolve({ status: answer.statusCode ?? 0, reason: answer.statusMessage ?? "" });
    });
    sent.once("error", reject).end();
  });
}

function atRoute53(): CloudTarget {
  const [zone] = sandboxZones(vendors.sandbox, ["route53"]);
  if (zone === undefined) throw new Error("the sandbox has no zone at Route 53");
  return inZone(vendors.target("hetzner"), zone);
}

test.each([
  ["by a name that leads there", "https://pve.customer.example.com"],
  ["by its address", "https://127.0.0.1"],
])("a customer's cluster inside the service's network is not connected to, %s", async (_how, endpoint) => {
  await gateway.close();
  const publicHosts = createPublicHosts({ resolve: (_n, _o, callback) => callback(null, [LOOPBACK]) });
  gateway = await openGateway({ db, log: { warn: () => {} }, publicHosts });
  const target = vendors.target("proxmox");
  const { port } = new URL(accessIn(target, "proxmox").endpoint);
  const own = { ...accessIn(target, "proxmox"), endpoint: `${endpoint}:${port}`, publicOnly: true };
  const reached = await gateway.openSession("op1", () => true).through({ ...target, inventory: [own] });

  const refused = await askCluster(reached, "/version");

  expect(refused).toEqual({ status: 502, reason: expect.stringContaining("is not a public address") });
  expect(JSON.stringify(accessIn(reached, "proxmox"))).not.toContain("publicOnly");
});

test("a cluster of Proxmox VE is reached by HTTPS at the root of a port of its own, and says what is wrong beside the status", async () => {
  const target = await session.through(vendors.target("proxmox"));

  const facts = await readAccountFacts(accessIn(target, "proxmox"));
  const absent = await askCluster(target, "/nodes/pve/qemu/4711/config");

  expect(facts).toMatchObject({ isManaged: false, mayWrite: true });
  expect(absent).toMatchObject({ status: 500, reason: expect.stringContaining("4711.conf' does not exist") });
  const { providers } = target;
  expect(providers.proxmoxve).toMatchObject({
    endpoint: expect.stringMatching(/^https:\/\/127\.0\.0\.1:\d+$/),
    insecure: true,
  });
  expect(providers.proxmoxve?.endpoint).not.toBe(vendors.target("proxmox").providers.proxmoxve?.endpoint);
  expect(gateway.traffic.calls()).toContainEqual({
    cloud: "proxmox",
    account: target.accountId,
    status: "500",
    count: 1,
  });
});

test("a worker that does not hold the operation any more reaches no cluster and no zone", async () => {
  let holds = true;
  const theirs = gateway.openSession("op2", () => holds);
  const cluster = await theirs.through(vendors.target("proxmox"));
  const zone = accessIn(await theirs.through(atRoute53()), "route53");

  holds = false;
  const refused = await askCluster(cluster, "/nodes");

  expect(refused).toEqual({ status: 403, reason: expect.stringContaining("has ended, or another worker has it") });
  await expect(createInventory(zone).listTenantResources("t1")).rejects.toThrow(/AccessDenied|another worker has it/);
  expect(await vendors.counts()).toEqual({});
});

test("requests to Route 53 are signed again for its own address, whatever they were signed for", async () => {
  const target = await session.through(atRoute53());
  const { endpoint, accessKeyId, secretAccessKey, zoneId } = accessIn(target, "route53");
  const long = new Date(Date.now() - 60 * 60_000).toISOString().replace(/[:-]|\.\d{3}/g, "");
  const client = new AwsClient({ accessKeyId, secretAccessKey, service: "route53", region: "us-east-1" });

  const listed = await createInventory(accessIn(target, "route53")).listManaged();
  const late = await client.fetch(`${endpoint}/2013-04-01/hostedzone/${zoneId}/rrset?name=b&type=A`, {
    aws: { datetime: long },
  });

  expect(listed).toEqual([]);
  expect(late.status).toBe(200);
  expect(target.providers.aws?.endpoints).toEqual([{ route53: endpoint }]);
  expect(endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]+\/route53$/);
});

test("Route 53 gets no more than its five requests a second, and a refused one is sent again", async () => {
  const { endpoint, zoneId, accessKeyId, secretAccessKey } = accessIn(await session.through(atRoute53()), "route53");
  const client = new AwsClient({ accessKeyId, secretAccessKey, service: "route53", region: "us-east-1" });
  const read = () => client.fetch(`${endpoint}/2013-04-01/hostedzone/${zoneId}`);
  const began = performance.now();

  const answers = await Promise.all(Array.from({ length: 9 }, read));

  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  expect(performance.now() - began).toBeGreaterThan(1500);
  const calls = gateway.traffic.calls();
  expect(calls).toEqual([
    { cloud: "route53", account: expect.stringMatching(/^route53/), status: "200", count: expect.any(Number) },
  ]);
});

test("one account's tenants have their names at both providers of zones", async () => {
  const first = await session.through(vendors.target("hetzner"));
  const second = await session.through(atRoute53());

  const zones = [accessIn(first, "cloudflare"), accessIn(second, "route53")];

  expect(await Promise.all(zones.map((access) => createInventory(access).listManaged()))).toEqual([[], []]);
});

test("an account's own number of calls goes before that of its cloud, which goes before the vendor's, and may be changed", async () => {
  const { accountId, ...hetzner } = vendors.target("hetzner");
  const ask = async (callsPerHour: number | undefined) => {
    const next = gateway.openSession("op2", () => true);
    await next.through({ accountId, ...hetzner, ...(callsPerHour !== undefined && { callsPerHour }) });
    const rows = await db
      .em()
      .execute<{ cloud: string; capacity: number; per_sec: number }[]>(
        "select cloud, capacity, per_sec from api_budgets where cloud <> 'cloudflare' order by cloud",
      );
    return rows.map(({ cloud, capacity, per_sec }) => [cloud, Number(capacity), Number(per_sec)]);
  };

  const usual = await ask(undefined);
  const raised = await ask(7200);
  const back = await ask(undefined);
  await session.through(vendors.target("digitalocean"));
  const both = await ask(undefined);

  expect(usual).toEqual([["hetzner", 3600, 1]]);
  expect(raised).toEqual([["hetzner", 7200, 2]]);
  expect(back).toEqual(usual);
  // By the setting of its cloud: twice of what the vendor documents.
  expect(both[0]).toEqual(["digitalocean", 320, expect.closeTo(8 / 3)]);
});
