import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "@jest/globals";
import { askProxmox } from "../testing/proxmox-client.ts";
import { askAt, at, idOf, openWorld, type World } from "../testing/world.ts";

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBrmIpfhXGqS0SV6LPd1U3ixFPCtvxHkjoJT7EaNlEZ2";
const SERVER = { name: "one", server_type: "cx23", image: "debian-12", location: "fsn1" };
const DROPLET = { name: "one", size: "s-1vcpu-1gb", image: "debian-13-x64", region: "fra1" };

const digitalocean = ({ sandbox }: World) => askAt(sandbox.digitalocean.endpoint, sandbox.digitalocean.token);

test("the control endpoint and the README report every kind", async () => {
  await using world = await openWorld();

  const { kinds } = (await world.control("GET", "/faults")).body as { kinds: Record<string, string> };

  const readme = await readFile(path.join(import.meta.dirname, "../../README.md"), "utf8");
  expect([...readme.matchAll(/^\| `([a-z-]+)` \| \w/gm)].map(([, kind]) => kind)).toEqual(Object.keys(kinds));
});

test("a fault can meet the n-th call of a route and no other", async () => {
  await using world = await openWorld();
  await world.control("POST", "/faults", { kind: "status", status: 500, path: "^/v1/servers$", skip: 2 });

  const statuses: number[] = [];
  for (let call = 1; call <= 4; call += 1) {
    statuses.push((await world.hetzner("GET", "/servers")).status);
    await world.hetzner("GET", "/ssh_keys");
  }

  expect(statuses).toEqual([200, 200, 500, 200]);
});

test.each([
  ["hetzner", "quota-reached", 403, "resource_limit_exceeded"],
  ["hetzner", "resource-unavailable", 412, "resource_unavailable"],
  ["hetzner", "locked", 423, "locked"],
  ["digitalocean", "quota-reached", 422, "will exceed your droplet limit"],
  ["digitalocean", "resource-unavailable", 422, "Size is not available in this region"],
  ["digitalocean", "locked", 422, "pending event"],
])("%s says %s in its own words", async (cloud, kind, status, words) => {
  await using world = await openWorld();
  await world.control("POST", "/faults", { cloud, kind, method: "POST" });

  const reply =
    cloud === "hetzner"
      ? await world.hetzner("POST", "/servers", SERVER)
      : await digitalocean(world)("POST", "/droplets", DROPLET);

  expect(reply.status).toBe(status);
  expect(JSON.stringify(reply.body)).toContain(words);
  expect(await world.sandbox.inventory()).toEqual([]);
});

test("cloudflare says that a zone is full, and nothing else", async () => {
  await using world = await openWorld();
  const path = `/zones/${world.sandbox.cloudflare.zoneId}/dns_records`;
  const record = { type: "A", name: "one", content: "192.0.2.1" };
  await world.control("POST", "/faults", { kind: "quota-reached", method: "POST" });

  const full = await world.cloudflare("POST", path, record);
  const unknown = await world.control("POST", "/faults", { cloud: "cloudflare", kind: "locked" });

  expect(full).toMatchObject({ status: 400, body: { errors: [{ code: 81_045 }] } });
  expect(unknown).toMatchObject({ status: 400, body: { error: "cloudflare has no words for locked" } });
});

test("an action that fails is accepted first and leaves the change undone", async () => {
  await using world = await openWorld();
  await world.control("POST", "/faults", { kind: "action-fails", message: "no host", cloud: "hetzner" });
  await world.control("POST", "/faults", { kind: "action-fails", message: "no host", cloud: "digitalocean" });

  const server = await world.hetzner("POST", "/servers", SERVER);
  const droplet = await digitalocean(world)("POST", "/droplets", DROPLET);
  const action = await world.hetzner("GET", `/actions/${idOf(server, "action")}`);
  const event = await digitalocean(world)("GET", `/actions/${at(droplet, "links.actions.0.id")}`);

  expect([server.status, droplet.status]).toEqual([201, 202]);
  expect(action.body).toMatchObject({
    action: { status: "error", error: { code: "action_failed", message: "no host" } },
  });
  expect(event.body).toMatchObject({ action: { status: "errored" } });
  expect(world.machines.calls).toEqual([]);
});

test("a clone that fails leaves no machine, and the task says why", async () => {
  await using world = await openWorld();
  const proxmox = askProxmox(world.sandbox);
  await world.control("POST", "/faults", { kind: "resource-unavailable", cloud: "proxmox", method: "POST" });

  const { data: upid } = await proxmox("POST", "/nodes/pve/qemu/9000/clone", { newid: "100" });
  const { data } = await proxmox("GET", `/nodes/pve/tasks/${encodeURIComponent(String(upid))}/status`);

  expect(data).toMatchObject({ status: "stopped", exitstatus: expect.stringContaining("free space in thin pool") });
  expect(await world.sandbox.inventory()).toEqual([]);
});

test("a guest that is locked answers as the vendor does", async () => {
  await using world = await openWorld();
  const proxmox = askProxmox(world.sandbox);
  await world.control("POST", "/faults", { kind: "locked", cloud: "proxmox", method: "PUT" });

  const refused = await proxmox("PUT", "/nodes/pve/qemu/9000/config", { memory: "1024" });

  expect(refused.status).toBe(500);
  expect(refused.reason).toBe("can't lock file '/var/lock/qemu-server/lock-9000.conf' - got timeout");
});

test("a slow address: reported late by DigitalOcean and by the guest agent, answered late at Hetzner", async () => {
  await using world = await openWorld({ actionMs: "manual" });
  await world.control("POST", "/faults", { kind: "slow-address", ms: 5000, path: "/servers$" });
  await world.control("POST", "/faults", { kind: "slow-address", ms: 5000, path: "/droplets$" });
  await world.hetzner("POST", "/servers", SERVER);
  const droplet = idOf(await digitalocean(world)("POST", "/droplets", DROPLET), "droplet");
  const readDroplet = () => digitalocean(world)("GET", `/droplets/${droplet}`);

  await world.advance(2000);
  const early = await readDroplet();
  const madeEarly = world.machines.calls.filter((call) => call.startsWith("create hetzner"));
  await world.advance(5000);
  const later = await readDroplet();

  expect(early.body).toMatchObject({ droplet: { status: "active", networks: { v4: [] } } });
  expect(madeEarly).toEqual([]);
  expect(later.body).toMatchObject({ droplet: { networks: { v4: [{ type: "public" }, { type: "private" }] } } });
  expect(world.machines.calls.filter((call) => call.startsWith("create hetzner"))).toHaveLength(1);
});

test("what is late is missing from lists, and there when it is asked for by its id", async () => {
  await using world = await openWorld({ actionMs: "manual" });
  await world.control("POST", "/faults", { kind: "late-in-lists", lists: 2, method: "POST", path: "ssh_keys" });
  const id = idOf(await world.hetzner("POST", "/ssh_keys", { name: "one", public_key: KEY }), "ssh_key");
  const count = async () => ((await world.hetzner("GET", "/ssh_keys")).body as { ssh_keys: [] }).ssh_keys.length;

  const byId = await world.hetzner("GET", `/ssh_keys/${id}`);
  const again = await world.hetzner("POST", "/ssh_keys", { name: "one", public_key: KEY });

  expect(byId.status).toBe(200);
  expect(again.status).toBe(409);
  expect([await count(), await count(), await count()]).toEqual([0, 0, 1]);
});

test("what is late by time is listed when the time is over", async () => {
  await using world = await openWorld({ actionMs: "manual" });
  await world.control("POST", "/faults", { kind: "late-in-lists", ms: 1000, method: "POST", path: "dns_records" });
  const path = `/zones/${world.sandbox.cloudflare.zoneId}/dns_records`;
  await world.cloudflare("POST", path, { type: "A", name: "one", content: "192.0.2.1" });
  const count = async () => ((await world.cloudflare("GET", path)).body as { result: [] }).result.length;

  const before = await count();
  await world.advance(1000);

  expect([before, await count()]).toEqual([0, 1]);
});
