import { expect, test } from "@jest/globals";
import { at, openWorld, type Reply, type World } from "../../testing/world.ts";

const A = { type: "A", name: "www", content: "192.0.2.1", ttl: 300 };

/** The records of the zone that is there from the start. */
function records(world: World) {
  const path = `/zones/${world.sandbox.cloudflare.zoneId}/dns_records`;
  return {
    list: (query = "") => world.cloudflare("GET", `${path}?${query}`),
    create: (body: object) => world.cloudflare("POST", path, body),
    get: (id: unknown) => world.cloudflare("GET", `${path}/${id}`),
    put: (id: unknown, body: object) => world.cloudflare("PUT", `${path}/${id}`, body),
    patch: (id: unknown, body: object) => world.cloudflare("PATCH", `${path}/${id}`, body),
    remove: (id: unknown) => world.cloudflare("DELETE", `${path}/${id}`),
    batch: (body: object) => world.cloudflare("POST", `${path}/batch`, body),
  };
}

function namesIn(reply: Reply): string[] {
  return (reply.body as { result: { name: string }[] }).result.map(({ name }) => name);
}

test.each([
  ["www", "www.tenants.freehold.test"],
  ["WWW.tenants.freehold.test.", "www.tenants.freehold.test"],
  ["@", "tenants.freehold.test"],
  ["a.b", "a.b.tenants.freehold.test"],
  ["*", "*.tenants.freehold.test"],
  ["_acme-challenge.x", "_acme-challenge.x.tenants.freehold.test"],
  ["bücher", "xn--bcher-kva.tenants.freehold.test"],
])("the name %s is stored as %s", async (name, full) => {
  await using world = await openWorld();

  expect(at(await records(world).create({ ...A, name }), "result.name")).toBe(full);
});

test.each([
  ["an A record without an IPv4 address", { ...A, content: "2001:db8::1" }, [9005]],
  ["an AAAA record without an IPv6 address", { ...A, type: "AAAA" }, [9006]],
  ["a CNAME to nothing", { type: "CNAME", name: "c", content: "" }, [9007]],
  ["a TTL of 2", { ...A, ttl: 2 }, [1004, 9021]],
  ["a TTL of more than a day", { ...A, ttl: 86_401 }, [1004, 9021]],
  ["a name with a space", { ...A, name: "a b" }, [1004, 9000]],
  ["no name", { ...A, name: undefined }, [1004, 9000]],
  ["an unknown type", { ...A, type: "SPAM" }, [1004, 9020]],
  ["no type", { ...A, type: undefined }, [1004, 9020]],
  ["a proxied TXT record", { type: "TXT", name: "t", content: "x", proxied: true }, [9004]],
  ["a proxied private address", { ...A, content: "10.0.0.1", proxied: true }, [9003]],
  ["a comment of more than 100 characters", { ...A, comment: "x".repeat(101) }, [1004, 9999]],
  ["tags, which this plan does not have", { ...A, tags: ["a:b"] }, [9300]],
])("%s is refused, and nothing is made", async (_what, body, [code, chained]) => {
  await using world = await openWorld();

  const reply = await records(world).create(body);

  expect(reply).toMatchObject({
    status: 400,
    body: { success: false, result: null, errors: [{ code, ...(chained && { error_chain: [{ code: chained }] }) }] },
  });
  expect(at(await records(world).list(), "result")).toEqual([]);
});

test.each([
  ["the same record twice", A, A, 81058],
  ["a CNAME beside an address", A, { type: "CNAME", name: "www", content: "example.com" }, 81053],
  ["an address beside a CNAME", { type: "CNAME", name: "www", content: "example.com" }, A, 81054],
  ["an address beside an NS record", { type: "NS", name: "www", content: "ns.example.com" }, A, 81056],
])("%s is refused", async (_what, first, second, code) => {
  await using world = await openWorld();
  await records(world).create(first);

  expect(await records(world).create(second)).toMatchObject({ status: 400, body: { errors: [{ code }] } });
});

test("two addresses under one name are fine, and text beside a CNAME as well", async () => {
  await using world = await openWorld();

  expect((await records(world).create(A)).status).toBe(200);
  expect((await records(world).create({ ...A, content: "192.0.2.2" })).status).toBe(200);
  expect((await records(world).create({ type: "CNAME", name: "c", content: "example.com" })).status).toBe(200);
  expect((await records(world).create({ type: "TXT", name: "c", content: "text" })).status).toBe(200);
});

test("a proxied record has an automatic TTL, and the sandbox's machines can be proxied", async () => {
  await using world = await openWorld();
  const server = await world.hetzner("POST", "/servers", { name: "one", server_type: "cx23", image: "debian-12" });
  const content = at(server, "server.public_net.ipv4.ip");

  const reply = await records(world).create({ ...A, content, proxied: true });

  expect(reply).toMatchObject({ status: 200, body: { result: { proxied: true, proxiable: true, ttl: 1 } } });
});

test("PUT overwrites a record, PATCH changes it", async () => {
  await using world = await openWorld();
  const id = at(await records(world).create({ ...A, comment: "first" }), "result.id");

  const patched = await records(world).patch(id, { content: "192.0.2.9" });
  const put = await records(world).put(id, { type: "A", name: "www", content: "192.0.2.10" });

  expect(patched).toMatchObject({ body: { result: { content: "192.0.2.9", ttl: 300, comment: "first" } } });
  expect(put).toMatchObject({ body: { result: { id, content: "192.0.2.10", ttl: 1, comment: null } } });
});

test("a record that is gone answers 81044", async () => {
  await using world = await openWorld();
  const id = at(await records(world).create(A), "result.id");

  expect(await records(world).remove(id)).toMatchObject({ status: 200, body: { result: { id } } });
  for (const reply of [
    await records(world).get(id),
    await records(world).remove(id),
    await records(world).patch(id, {}),
  ]) {
    expect(reply).toMatchObject({
      status: 404,
      body: { errors: [{ code: 81044, message: "Record does not exist." }] },
    });
  }
});

test.each([
  ["name=www.tenants.freehold.test", ["www"]],
  ["name.exact=WWW.tenants.freehold.test", ["www"]],
  ["name.contains=mail", ["mail"]],
  ["name.startswith=w", ["www"]],
  ["content.endswith=.2", ["mail"]],
  ["content=192.0.2.1", ["www"]],
  ["type=TXT", ["note"]],
  ["comment.contains=TENANT", ["note"]],
  ["comment.absent=", ["www", "mail"]],
  ["type=TXT&name=www.tenants.freehold.test", []],
  ["type=TXT&name=www.tenants.freehold.test&match=any", ["www", "note"]],
  ["search=192.0.2", ["www", "mail"]],
  ["order=name&direction=desc", ["www", "note", "mail"]],
  ["order=name&per_page=1&page=2", ["note"]],
])("listing with ?%s finds %p", async (query, names) => {
  await using world = await openWorld();
  await records(world).create(A);
  await records(world).create({ ...A, name: "mail", content: "192.0.2.2" });
  await records(world).create({ type: "TXT", name: "note", content: '"x"', comment: "a tenant's" });

  expect(namesIn(await records(world).list(query))).toEqual(names.map((name) => `${name}.tenants.freehold.test`));
});

test("a list says where in the whole it is", async () => {
  await using world = await openWorld();
  for (const name of ["a", "b", "c"]) await records(world).create({ ...A, name });

  expect(at(await records(world).list("per_page=2"), "result_info")).toEqual({
    page: 1,
    per_page: 2,
    count: 2,
    total_count: 3,
    total_pages: 2,
  });
});

test("a batch makes room before it adds, and answers what it did", async () => {
  await using world = await openWorld();
  const old = at(await records(world).create({ type: "CNAME", name: "www", content: "example.com" }), "result.id");

  const reply = await records(world).batch({ deletes: [{ id: old }], posts: [A] });

  expect(reply).toMatchObject({
    status: 200,
    body: { result: { deletes: [{ id: old }], patches: [], puts: [], posts: [{ type: "A" }] } },
  });
});

test("a batch that fails changes nothing", async () => {
  await using world = await openWorld();
  const id = at(await records(world).create(A), "result.id");

  const reply = await records(world).batch({
    patches: [{ id, content: "192.0.2.77" }],
    posts: [
      { ...A, name: "new" },
      { ...A, name: "broken", content: "x" },
    ],
  });

  expect(reply).toMatchObject({ status: 400, body: { errors: [{ code: 9005 }] } });
  expect((await records(world).list()).body).toMatchObject({
    result: [{ id, content: "192.0.2.1" }],
    result_info: { total_count: 1 },
  });
});

test("three spellings of an IPv6 address are one record, kept shortened", async () => {
  await using world = await openWorld();
  const { create } = records(world);
  const aaaa = (content: string) => create({ ...A, type: "AAAA", content });

  expect(at(await aaaa("2001:DB8:0:0:0:0:0:1"), "result.content")).toBe("2001:db8::1");
  for (const content of ["2001:db8::1", "2001:0db8::0001"])
    expect(await aaaa(content)).toMatchObject({ status: 400, body: { errors: [{ code: 81_058 }] } });
});
