import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createInventory, type ItemFacts, type ObservedItem } from "@freehold/clouds";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { shareOf } from "../../gateway/routes.ts";
import { VENDORS } from "../../gateway/vendors.ts";
import { makeWorld, type World } from "../../testing/world.ts";
import { sweepPlace } from "./sweep-place.ts";

/** A Hetzner project that lists what it is given, as the vendor does: fifty on a page. */
async function fakeProject() {
  const servers = new Map<string, { id: number; name: string; status: string; labels: Record<string, string> }>();
  const keys = new Map<string, { id: number; name: string; labels: Record<string, string> }>();
  let calls = 0;
  const http = createServer((request, response) => {
    calls += 1;
    const url = new URL(request.url ?? "/", "http://localhost");
    const [, , collection = "", id] = url.pathname.split("/");
    const all = new Map<string, object>(collection === "servers" ? servers : collection === "ssh_keys" ? keys : []);
    if (id !== undefined) {
      const one = all.get(id);
      const missing = { error: { code: "not_found", message: "gone" } };
      response.writeHead(one ? 200 : 404, { "content-type": "application/json" });
      return response.end(JSON.stringify(one ? { [collection.slice(0, -1)]: one } : missing));
    }
    const page = Number(url.searchParams.get("page"));
    const items = [...all.values()].slice((page - 1) * 50, page * 50);
    const next = page * 50 < all.size ? page + 1 : null;
    response.writeHead(200, { "content-type": "application/json" });
    return response.end(JSON.stringify({ [collection]: items, meta: { pagination: { next_page: next } } }));
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const endpoint = `http://127.0.0.1:${(http.address() as AddressInfo).port}/v1`;
  return {
    servers,
    keys,
    inventory: createInventory({ cloud: "hetzner", token: "t".repeat(64), endpoint }),
    countCalls: () => {
      const counted = calls;
      calls = 0;
      return counted;
    },
    close: () => new Promise((resolve) => http.close(resolve)),
  };
}

let world: World;
let project: Awaited<ReturnType<typeof fakeProject>>;
beforeAll(async () => {
  world = await makeWorld();
  project = await fakeProject();
});
afterEach(() => {
  project.servers.clear();
  project.keys.clear();
});
afterAll(async () => {
  await project.close();
  await world.close();
});

/** Writes tenants with a server and a key each, into the database and into the project. */
async function fleetOf(accountId: string, size: number): Promise<void> {
  const em = world.service.db.em();
  const tenants = Array.from({ length: size }, (_, index) => `t${accountId}${String(index).padStart(6, "0")}`);
  await em.execute(
    `insert into tenants (id, organization, name, zone, status, template, cloud, region, size, mode, account_id, ports, created_at, updated_at)
     select id, 'default', id, 'example.com', 'active', 'supabase', 'hetzner', 'fsn1', 'small', 'dedicated', ?, '{}', now(), now()
       from jsonb_array_elements_text(?::jsonb) as id`,
    [accountId, JSON.stringify(tenants)],
  );
  const holdings = tenants.map((tenantId, index) => {
    const labels = { "managed-by": "freehold", "freehold-tenant": tenantId };
    const [server, key] = [
      { id: index + 1, name: `fh-${tenantId}` },
      { id: index + 1, name: `fh-${tenantId}-key` },
    ];
    project.servers.set(String(server.id), { ...server, status: "running", labels });
    project.keys.set(String(key.id), { ...key, labels });
    const item = (type: "server" | "ssh_key", { id, name }: typeof server, facts: ItemFacts): ObservedItem => ({
      ...({ cloud: "hetzner", type } as const),
      ...{ id: String(id), name, facts },
    });
    return { tenantId, items: [item("server", server, { power: "on" }), item("ssh_key", key, {})] };
  });
  await em.execute(
    `insert into tenant_ledgers (tenant_id, holdings, holdings_at)
     select value ->> 'tenantId', value -> 'items', now() - interval '1 hour' from jsonb_array_elements(?::jsonb)`,
    [JSON.stringify(holdings)],
  );
}

function sweep(accountId: string) {
  const { db } = world.service;
  const options = { db, inventory: project.inventory, confirmMs: 0, signal: new AbortController().signal };
  return sweepPlace({ id: accountId, cloud: "hetzner" }, options);
}

const RATE = VENDORS.hetzner.rate ?? { capacity: 0, perSec: 0 };
/** Calls an hour that sweeps may take of an account at Hetzner. */
const ALLOWED = RATE.perSec * 3600 * 0.1;

test("what is suspect is asked again, one call each, and distinguished: gone, without labels, switched off, nobody's", async () => {
  await fleetOf("two", 60);
  const server = (index: number) => {
    const found = project.servers.get(String(index));
    if (found === undefined) throw new Error(`there is no server ${index}`);
    return found;
  };
  const { labels } = server(4);
  project.servers.delete("1");
  server(2).status = "off";
  project.servers.set("900", { id: 900, name: "extra", status: "running", labels });

  const { suspects } = await sweep("two");

  const reported = suspects.map((suspect) => [
    suspect.item.id,
    suspect.kind === "tenant" ? suspect.meaning : suspect.kind,
  ]);
  expect(reported.sort()).toEqual([
    ["1", "gone"],
    ["2", "changed"],
    ["900", "orphan"],
  ]);
  // Two pages of servers, two of keys, one of each other kind, and three looks.
  expect(project.countCalls()).toBeLessThan(20);
});

test("what was only late in the lists is not suspect when it is asked again", async () => {
  await fleetOf("three", 2);
  const late = project.servers.get("1");
  const listed = project.inventory.listManaged;
  const inventory = {
    ...project.inventory,
    listManaged: async () => (await listed()).filter(({ type, id }) => type !== "server" || id !== String(late?.id)),
  };
  const { db } = world.service;

  const report = await sweepPlace(
    { id: "three", cloud: "hetzner" },
    { db, inventory, confirmMs: 0, signal: new AbortController().signal },
  );

  expect(report.suspects).toEqual([]);
});

test("no hour lets more calls through than the share of an hour's", () => {
  const { capacity, perSec } = shareOf(RATE, 0.1);

  expect(capacity + perSec * 3600).toBeLessThanOrEqual(ALLOWED);
  expect(capacity).toBeGreaterThanOrEqual(1);
});

// Last: the others need not read so many.
test("10,000 tenants in ten accounts are swept with a tenth of each account's hourly calls: lists, none per tenant", async () => {
  await fleetOf("bulk", 9_000);
  project.servers.clear();
  project.keys.clear();
  await fleetOf("one", 1_000);

  project.countCalls();
  const report = await sweep("one");

  expect(report.suspects).toEqual([]);
  expect(report.judged.size).toBe(1_000);
  expect(report.items).toHaveLength(2_000);
  const calls = project.countCalls();
  // Twenty pages of servers, twenty of keys, and one of each other kind.
  expect(calls).toBeLessThan(50);
  expect(calls).toBeLessThan(ALLOWED);
}, 60_000);
