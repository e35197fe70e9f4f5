import { expect, test } from "@jest/globals";
import { askAt, at, idOf, openWorld, type World } from "../testing/world.ts";

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBrmIpfhXGqS0SV6LPd1U3ixFPCtvxHkjoJT7EaNlEZ2";
const OTHER_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAbcDEFghijKLMNopqrSTUVwxyz0123456789abcdefg me@home";

async function orderServer(world: World, changes: object = {}): Promise<number> {
  const order = { name: "one", server_type: "cx23", image: "debian-12", location: "fsn1", ...changes };
  return idOf(await world.hetzner("POST", "/servers", order), "server");
}

test.each([
  ["no token", undefined],
  ["a foreign token", "x".repeat(64)],
])("with %s the answer is 401 unauthorized", async (_what, token) => {
  await using world = await openWorld();

  const reply = await askAt(world.sandbox.hetzner.endpoint, token)("GET", "/servers");

  expect(reply).toMatchObject({ status: 401, body: { error: { code: "unauthorized", details: null } } });
});

test("tokens have the vendor's length", async () => {
  await using world = await openWorld();

  expect(world.sandbox.hetzner.token).toMatch(/^[A-Za-z0-9]{64}$/);
  expect(world.sandbox.cloudflare.token).toMatch(/^[A-Za-z0-9]{40}$/);
});

test("a broken body is a json_error", async () => {
  await using world = await openWorld();

  const reply = await world.hetzner("POST", "/ssh_keys", '{"name":');

  expect(reply).toMatchObject({ status: 400, body: { error: { code: "json_error" } } });
});

test("what is not built answers 501 in the vendor's form", async () => {
  await using world = await openWorld();

  const replies = [
    await world.hetzner("GET", "/load_balancers"),
    await world.hetzner("POST", "/certificates", {}),
    await world.hetzner("POST", "/servers/1/actions/enable_rescue", {}),
  ];

  for (const reply of replies) expect(reply).toMatchObject({ status: 501, body: { error: { code: "not_built" } } });
});

test("a key has its MD5 fingerprint, and is there once under one name", async () => {
  await using world = await openWorld();

  const created = await world.hetzner("POST", "/ssh_keys", { name: "me", public_key: KEY });
  const sameName = await world.hetzner("POST", "/ssh_keys", { name: "me", public_key: OTHER_KEY });
  const sameKey = await world.hetzner("POST", "/ssh_keys", { name: "other", public_key: `${KEY} a comment` });

  expect(at(created, "ssh_key.fingerprint")).toBe("e1:08:54:58:f9:c0:82:98:89:da:b6:07:93:aa:c2:06");
  expect(sameName).toMatchObject({
    status: 409,
    body: { error: { code: "uniqueness_error", details: { fields: [{ name: "name" }] } } },
  });
  expect(sameKey).toMatchObject({ status: 409, body: { error: { details: { fields: [{ name: "public_key" }] } } } });
});

test.each(["", "ssh-ed25519", "ssh-ed25519 AAAA", `ssh-rsa ${KEY.split(" ")[1]}`, "hello world"])(
  "%p is no public key",
  async (public_key) => {
    await using world = await openWorld();

    const reply = await world.hetzner("POST", "/ssh_keys", { name: "me", public_key });

    expect(reply).toMatchObject({ status: 422, body: { error: { details: { fields: [{ name: "public_key" }] } } } });
  },
);

test("lists are filtered, sorted and cut into pages", async () => {
  await using world = await openWorld();
  for (const name of ["c", "a", "b"]) {
    await world.hetzner("POST", "/placement_groups", { name, type: "spread", labels: { first: String(name === "a") } });
  }
  const names = async (query: string) => {
    const { body } = await world.hetzner("GET", `/placement_groups?${query}`);
    return (body as { placement_groups: { name: string }[] }).placement_groups.map(({ name }) => name);
  };

  expect(await names("")).toEqual(["c", "a", "b"]);
  expect(await names("sort=name:desc")).toEqual(["c", "b", "a"]);
  expect(await names("name=b")).toEqual(["b"]);
  expect(await names("label_selector=first%3Dtrue")).toEqual(["a"]);
  expect(await names("sort=name&per_page=2&page=2")).toEqual(["c"]);
  expect(await names("page=9")).toEqual([]);
  expect(at(await world.hetzner("GET", "/placement_groups?per_page=2&page=1"), "meta.pagination")).toEqual({
    page: 1,
    per_page: 2,
    previous_page: null,
    next_page: 2,
    last_page: 2,
    total_entries: 3,
  });
});

test.each(["label_selector=a%20b", "sort=color", "sort=id:up", "page=0", "per_page=many"])(
  "a list with ?%s is refused with 400 invalid_input",
  async (query) => {
    await using world = await openWorld();

    const reply = await world.hetzner("GET", `/servers?${query}`);

    expect(reply).toMatchObject({
      status: 400,
      body: { error: { code: "invalid_input", details: { fields: [{ name: query.split("=")[0] }] } } },
    });
  },
);

test("a page has at most fifty entries", async () => {
  await using world = await openWorld();

  expect(at(await world.hetzner("GET", "/images?per_page=100"), "meta.pagination.per_page")).toBe(50);
});

test("all actions that are asked for come back, and asking for none is gone", async () => {
  await using world = await openWorld();
  const first = at(await world.hetzner("POST", "/volumes", { name: "a", size: 10, location: "fsn1" }), "action.id");
  const second = at(await world.hetzner("POST", "/volumes", { name: "b", size: 10, location: "fsn1" }), "action.id");

  const both = await world.hetzner("GET", `/actions?id=${second}&id=${first}&page=1&sort=status&sort=id`);
  const none = await world.hetzner("GET", "/actions");

  expect(both.body).toMatchObject({ actions: [{ id: first, status: "success" }, { id: second }] });
  expect(none).toMatchObject({ status: 410, body: { error: { code: "deprecated_api_endpoint" } } });
});

test("a volume grows, is attached to one server of its location, and is deleted only when detached", async () => {
  await using world = await openWorld();
  const server = await orderServer(world);
  const id = idOf(
    await world.hetzner("POST", "/volumes", { name: "data", size: 10, server, format: "ext4" }),
    "volume",
  );
  const abroad = idOf(await world.hetzner("POST", "/volumes", { name: "far", size: 10, location: "hel1" }), "volume");

  const attached = await world.hetzner("GET", `/volumes/${id}`);
  const farAway = await world.hetzner("POST", `/volumes/${abroad}/actions/attach`, { server });
  const again = await world.hetzner("POST", `/volumes/${id}/actions/attach`, { server });
  const inUse = await world.hetzner("DELETE", `/volumes/${id}`);
  const shrunk = await world.hetzner("POST", `/volumes/${id}/actions/resize`, { size: 10 });
  await world.hetzner("POST", `/volumes/${id}/actions/resize`, { size: 20 });
  await world.hetzner("POST", `/volumes/${id}/actions/detach`);

  expect(attached.body).toMatchObject({
    volume: {
      server,
      status: "available",
      linux_device: `/dev/disk/by-id/scsi-0HC_Volume_${id}`,
      location: { name: "fsn1" },
    },
  });
  expect([farAway.status, again.status, inUse.status, shrunk.status]).toEqual([422, 422, 422, 422]);
  expect((await world.hetzner("GET", `/volumes/${id}`)).body).toMatchObject({ volume: { server: null, size: 20 } });
  expect((await world.hetzner("DELETE", `/volumes/${id}`)).status).toBe(204);
});

test("a primary IP moves only between servers that are off, and is deleted only when free", async () => {
  await using world = await openWorld();
  const id = await orderServer(world, { public_net: { enable_ipv4: false } });
  const ip = idOf(
    await world.hetzner("POST", "/primary_ips", { name: "ip", type: "ipv4", location: "fsn1" }),
    "primary_ip",
  );
  const assign = () =>
    world.hetzner("POST", `/primary_ips/${ip}/actions/assign`, { assignee_id: id, assignee_type: "server" });

  const running = await assign();
  await world.hetzner("POST", `/servers/${id}/actions/poweroff`);
  const assigned = await assign();
  const inUse = await world.hetzner("DELETE", `/primary_ips/${ip}`);
  await world.hetzner("POST", `/primary_ips/${ip}/actions/unassign`);
  const deleted = await world.hetzner("DELETE", `/primary_ips/${ip}`);

  expect(running).toMatchObject({ status: 422, body: { error: { code: "server_not_stopped" } } });
  expect(assigned.status).toBe(201);
  expect(inUse).toMatchObject({ status: 422, body: { error: { code: "must_be_unassigned" } } });
  expect(deleted.status).toBe(204);
});

test("a reverse name is set on the server or on its address, and null brings the standard name back", async () => {
  await using world = await openWorld();
  const created = await world.hetzner("POST", "/servers", { name: "one", server_type: "cx23", image: "debian-12" });
  const id = idOf(created, "server");
  const ip = String(at(created, "server.public_net.ipv4.ip"));
  const ipv6 = String(at(created, "server.public_net.ipv6.ip")).replace("::/64", "::1");
  const setPtr = (body: object) => world.hetzner("POST", `/servers/${id}/actions/change_dns_ptr`, body);

  await setPtr({ ip, dns_ptr: "one.example.com" });
  await setPtr({ ip: ipv6, dns_ptr: "one.example.com" });
  const named = await world.hetzner("GET", `/servers/${id}`);
  await setPtr({ ip, dns_ptr: null });
  await setPtr({ ip: ipv6, dns_ptr: null });
  const standard = await world.hetzner("GET", `/servers/${id}`);
  const foreign = await setPtr({ ip: "192.0.2.1", dns_ptr: "x.example.com" });

  expect(at(named, "server.public_net.ipv4.dns_ptr")).toBe("one.example.com");
  expect(at(named, "server.public_net.ipv6.dns_ptr")).toEqual([{ ip: ipv6, dns_ptr: "one.example.com" }]);
  expect(at(standard, "server.public_net.ipv4.dns_ptr")).toMatch(/^static\..*\.clients\.your-server\.de$/);
  expect(at(standard, "server.public_net.ipv6.dns_ptr")).toEqual([]);
  expect(foreign.status).toBe(404);
});

test("a snapshot outlives its server, a backup does not, and a server is made from the snapshot", async () => {
  await using world = await openWorld();
  const id = await orderServer(world);
  await world.hetzner("POST", `/servers/${id}/actions/enable_backup`);
  const make = (type: string) =>
    world.hetzner("POST", `/servers/${id}/actions/create_image`, { type, description: type });
  const snapshot = idOf(await make("snapshot"), "image");
  const backup = idOf(await make("backup"), "image");

  await world.hetzner("DELETE", `/servers/${id}`);
  const copy = await orderServer(world, { name: "copy", image: snapshot });

  expect((await world.hetzner("GET", `/images/${backup}`)).status).toBe(404);
  expect(at(await world.hetzner("GET", `/servers/${copy}`), "server.image.id")).toBe(snapshot);
  expect(at(await world.hetzner("GET", "/images?type=snapshot"), "images.length")).toBe(1);
});

test("a type that is no longer sold is not listed, but still known by its id", async () => {
  await using world = await openWorld();

  expect(at(await world.hetzner("GET", "/server_types?name=cx11"), "server_types")).toEqual([]);
  expect(at(await world.hetzner("GET", "/server_types/1"), "server_type.name")).toBe("cx11");
});

test("the same image name stands for one image of each architecture", async () => {
  await using world = await openWorld();

  const both = await world.hetzner("GET", "/images?name=debian-12");
  const arm = await world.hetzner("GET", "/images?name=debian-12&architecture=arm&include_deprecated=true");
  const server = await world.hetzner("POST", "/servers", { name: "arm", server_type: "cax11", image: "debian-12" });

  expect(at(both, "images.length")).toBe(2);
  expect(at(arm, "images.length")).toBe(1);
  expect(at(server, "server.image.id")).toBe(at(arm, "images.0.id"));
});
