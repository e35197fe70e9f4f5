import { expect, test } from "@jest/globals";
import { at, idOf, openWorld, type World } from "../../testing/world.ts";

const ORDER = { name: "one", server_type: "cx23", image: "debian-12", location: "fsn1" };
const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBrmIpfhXGqS0SV6LPd1U3ixFPCtvxHkjoJT7EaNlEZ2";

async function order(world: World, changes: object = {}): Promise<number> {
  return idOf(await world.hetzner("POST", "/servers", { ...ORDER, ...changes }), "server");
}

async function statusOf(world: World, id: number): Promise<unknown> {
  return at(await world.hetzner("GET", `/servers/${id}`), "server.status");
}

test("an ordered server initializes, starts and runs, one action after the other", async () => {
  await using world = await openWorld({ actionMs: "manual" });

  const ordered = await world.hetzner("POST", "/servers", ORDER);
  const id = idOf(ordered, "server");
  expect(ordered).toMatchObject({
    status: 201,
    body: {
      server: { status: "initializing", locked: true },
      action: { command: "create_server", status: "running", progress: 0, resources: [{ id, type: "server" }] },
      next_actions: [{ command: "start_server", status: "running" }],
      root_password: expect.any(String),
    },
  });
  expect(world.machines.calls).toEqual([]);

  await world.advance(1000);
  expect(await statusOf(world, id)).toBe("starting");
  const address = at(ordered, "server.public_net.ipv4.ip");
  expect(world.machines.calls).toEqual([`create hetzner-${id} ${address}`]);

  await world.advance(1000);
  expect((await world.hetzner("GET", `/servers/${id}`)).body).toMatchObject({
    server: { status: "running", locked: false },
  });
});

test("a server that shall not start is off, and has no action to start it", async () => {
  await using world = await openWorld({ actionMs: "manual" });

  const ordered = await world.hetzner("POST", "/servers", { ...ORDER, start_after_create: false });
  await world.advance(5000);

  expect(at(ordered, "next_actions")).toEqual([]);
  expect(await statusOf(world, idOf(ordered, "server"))).toBe("off");
});

test("keys are given by id or by name, and then there is no password", async () => {
  await using world = await openWorld();
  const key = idOf(await world.hetzner("POST", "/ssh_keys", { name: "me", public_key: KEY }), "ssh_key");

  const byName = await world.hetzner("POST", "/servers", { ...ORDER, ssh_keys: ["me"] });
  const byId = await world.hetzner("POST", "/servers", { ...ORDER, name: "two", ssh_keys: [key] });
  const unknown = await world.hetzner("POST", "/servers", { ...ORDER, name: "three", ssh_keys: ["nobody"] });

  expect(at(byName, "root_password")).toBeNull();
  expect(at(byId, "root_password")).toBeNull();
  expect(unknown).toMatchObject({
    status: 422,
    body: { error: { code: "invalid_input", details: { fields: [{ name: "ssh_keys" }] } } },
  });
});

test.each([
  ["a missing type and image", { server_type: undefined, image: undefined }, ["server_type", "image"]],
  ["a name with spaces", { name: "my server" }, ["name"]],
  ["a name with an underscore", { name: "my_server" }, ["name"]],
  ["an unknown type", { server_type: "cx9000" }, ["server_type"]],
  ["a type that is no longer sold", { server_type: "cx11" }, ["server_type"]],
  ["an unknown image", { image: "plan9" }, ["image"]],
  ["an unknown location", { location: "moon" }, ["location"]],
  ["an unknown network", { networks: [1] }, ["networks"]],
  ["an unknown firewall", { firewalls: [{ firewall: 1 }] }, ["firewalls"]],
  ["a bad label", { labels: { "-x": "y z" } }, ["labels"]],
  ["user data of more than 32 KiB", { user_data: "x".repeat(32 * 1024 + 1) }, ["user_data"]],
  ["too much user data in bytes, not in characters", { user_data: "ü".repeat(16 * 1024 + 1) }, ["user_data"]],
])("%s is refused with the field's name, and nothing is made", async (_what, changes, fields) => {
  await using world = await openWorld();

  const reply = await world.hetzner("POST", "/servers", { ...ORDER, ...changes });

  expect(reply).toMatchObject({
    status: 422,
    body: { error: { code: "invalid_input", details: { fields: fields.map((name) => ({ name })) } } },
  });
  expect(await world.sandbox.inventory()).toEqual([]);
});

test("a type that the location does not have is refused", async () => {
  await using world = await openWorld();

  const reply = await world.hetzner("POST", "/servers", { ...ORDER, location: "ash" });

  expect(reply).toMatchObject({ status: 422, body: { error: { message: "unsupported location for server type" } } });
});

test("a server can be ordered by the name of a datacenter, as old clients do", async () => {
  await using world = await openWorld();

  const reply = await world.hetzner("POST", "/servers", { ...ORDER, location: undefined, datacenter: "nbg1-dc3" });

  expect(at(reply, "server.location.name")).toBe("nbg1");
});

test("a name is taken as long as the server is there", async () => {
  await using world = await openWorld();
  const id = await order(world);

  const second = await world.hetzner("POST", "/servers", ORDER);
  await world.hetzner("DELETE", `/servers/${id}`);
  const third = await world.hetzner("POST", "/servers", ORDER);

  expect(second).toMatchObject({
    status: 409,
    body: {
      error: {
        code: "uniqueness_error",
        message: "server name is already used",
        details: { fields: [{ name: "name" }] },
      },
    },
  });
  expect(third.status).toBe(201);
});

test("a server is locked while an action runs on it", async () => {
  await using world = await openWorld({ actionMs: "manual" });
  const id = await order(world);

  const whileCreated = await world.hetzner("DELETE", `/servers/${id}`);
  await world.advance(2000);
  await world.hetzner("POST", `/servers/${id}/actions/reboot`);
  const whileRebooted = await world.hetzner("POST", `/servers/${id}/actions/poweroff`);

  for (const reply of [whileCreated, whileRebooted])
    expect(reply).toMatchObject({ status: 423, body: { error: { code: "locked" } } });
});

test("power actions move the status and the machine", async () => {
  await using world = await openWorld({ actionMs: "manual" });
  const id = await order(world);
  await world.advance(2000);
  world.machines.calls.length = 0;

  await world.hetzner("POST", `/servers/${id}/actions/shutdown`);
  expect(await statusOf(world, id)).toBe("stopping");
  await world.advance(1000);
  expect(await statusOf(world, id)).toBe("off");
  await world.hetzner("POST", `/servers/${id}/actions/poweron`);
  expect(await statusOf(world, id)).toBe("starting");
  await world.advance(1000);
  await world.hetzner("POST", `/servers/${id}/actions/reset`);
  await world.advance(1000);

  expect(await statusOf(world, id)).toBe("running");
  expect(world.machines.calls).toEqual([`powerOff hetzner-${id}`, `powerOn hetzner-${id}`, `reboot hetzner-${id}`]);
});

test("a protected server is neither deleted nor rebuilt", async () => {
  await using world = await openWorld();
  const id = await order(world);
  await world.hetzner("POST", `/servers/${id}/actions/change_protection`, { delete: true, rebuild: true });

  const deleted = await world.hetzner("DELETE", `/servers/${id}`);
  const rebuilt = await world.hetzner("POST", `/servers/${id}/actions/rebuild`, { image: "debian-12" });

  for (const reply of [deleted, rebuilt])
    expect(reply).toMatchObject({ status: 423, body: { error: { code: "protected" } } });
  expect(await statusOf(world, id)).toBe("running");
});

test("a deleted server takes its addresses and its machine along and lets go of everything else", async () => {
  await using world = await openWorld({ actionMs: "manual" });
  const volume = idOf(await world.hetzner("POST", "/volumes", { name: "data", size: 10, location: "fsn1" }), "volume");
  const ip = { name: "kept", type: "ipv4", location: "fsn1", assignee_type: "server" };
  const kept = idOf(await world.hetzner("POST", "/primary_ips", ip), "primary_ip");
  const firewall = idOf(await world.hetzner("POST", "/firewalls", { name: "web" }), "firewall");
  await world.advance(1000);
  const id = await order(world, { volumes: [volume], firewalls: [{ firewall }], public_net: { ipv4: kept } });
  await world.advance(3000);

  const deleted = await world.hetzner("DELETE", `/servers/${id}`);
  expect(await statusOf(world, id)).toBe("deleting");
  await world.advance(1000);

  expect(deleted).toMatchObject({ status: 200, body: { action: { command: "delete_server" } } });
  expect((await world.hetzner("GET", `/servers/${id}`)).status).toBe(404);
  expect(world.machines.calls).toContain(`destroy hetzner-${id}`);
  expect((await world.sandbox.inventory()).map(({ type, name }) => `${type} ${name}`)).toEqual([
    "firewall web",
    "volume data",
    "primary_ip kept",
  ]);
  expect(at(await world.hetzner("GET", `/volumes/${volume}`), "volume.server")).toBeNull();
  expect(at(await world.hetzner("GET", `/primary_ips/${kept}`), "primary_ip.assignee_id")).toBeNull();
  expect(at(await world.hetzner("GET", `/firewalls/${firewall}`), "firewall.applied_to")).toEqual([]);
});

test("a type can only be changed while the server is off, and never to a smaller disk", async () => {
  await using world = await openWorld();
  const id = await order(world, { server_type: "cx33" });
  const change = (server_type: string, upgrade_disk = false) =>
    world.hetzner("POST", `/servers/${id}/actions/change_type`, { server_type, upgrade_disk });

  const running = await change("cx43");
  await world.hetzner("POST", `/servers/${id}/actions/poweroff`);
  const smaller = await change("cx23");
  await change("cx43");
  const kept = await world.hetzner("GET", `/servers/${id}`);
  await world.hetzner("POST", `/servers/${id}/actions/poweroff`);
  await change("cx53", true);
  const grown = await world.hetzner("GET", `/servers/${id}`);

  expect(running).toMatchObject({ status: 422, body: { error: { code: "server_not_stopped" } } });
  expect(smaller).toMatchObject({ status: 422, body: { error: { code: "invalid_server_type" } } });
  expect(kept.body).toMatchObject({
    server: { server_type: { name: "cx43" }, primary_disk_size: 80, status: "running" },
  });
  expect(grown.body).toMatchObject({ server: { server_type: { name: "cx53" }, primary_disk_size: 320 } });
});

test("a machine that cannot be made ends the action in error, and the server can be deleted", async () => {
  await using world = await openWorld();
  world.machines.failNext("no disk space");

  const ordered = await world.hetzner("POST", "/servers", ORDER);
  const action = await world.hetzner("GET", `/actions/${idOf(ordered, "action")}`);
  await world.hetzner("DELETE", `/servers/${idOf(ordered, "server")}`);

  expect(action.body).toMatchObject({
    action: { status: "error", error: { code: "action_failed", message: "no disk space" } },
  });
  expect(await world.sandbox.inventory()).toEqual([]);
});

test("a project sees its own servers and nothing of another's", async () => {
  await using world = await openWorld();
  const other = world.hetznerAs("other");
  const id = await order(world);

  const list = await other("GET", "/servers");
  const got = await other("GET", `/servers/${id}`);
  const deleted = await other("DELETE", `/servers/${id}`);
  const sameName = await other("POST", "/servers", ORDER);

  expect(at(list, "servers")).toEqual([]);
  expect([got.status, deleted.status, sameName.status]).toEqual([404, 404, 201]);
});

test("two tokens of one project see the same servers", async () => {
  await using world = await openWorld();
  await order(world);

  expect(at(await world.hetznerAs("default")("GET", "/servers"), "servers.length")).toBe(1);
});

test("addresses of deleted servers are free again, and not the next to be given", async () => {
  await using world = await openWorld();
  const ipOf = async (name: string) => {
    const reply = await world.hetzner("POST", "/servers", { ...ORDER, name });
    return { id: idOf(reply, "server"), ip: at(reply, "server.public_net.ipv4.ip") };
  };

  const first = await ipOf("a");
  await world.hetzner("DELETE", `/servers/${first.id}`);
  const second = await ipOf("b");

  expect(first.ip).toMatch(/^127\.\d+\.0\.\d+$/);
  expect(second.ip).not.toBe(first.ip);
});
