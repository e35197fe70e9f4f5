import { expect, test } from "@jest/globals";
import { at, idOf, openWorld, type World } from "../../testing/world.ts";

const SUBNET = { type: "cloud", network_zone: "eu-central" };
const NETWORK = { name: "private", ip_range: "10.0.0.0/16", subnets: [{ ...SUBNET, ip_range: "10.0.1.0/24" }] };

async function order(world: World, name: string, changes: object = {}): Promise<number> {
  const body = { name, server_type: "cx23", image: "debian-12", location: "fsn1", ...changes };
  return idOf(await world.hetzner("POST", "/servers", body), "server");
}

test("servers get the first free addresses of a subnet in their zone", async () => {
  await using world = await openWorld();
  const network = idOf(await world.hetzner("POST", "/networks", NETWORK), "network");

  const one = await order(world, "one", { networks: [network] });
  const two = await order(world, "two");
  await world.hetzner("POST", `/servers/${two}/actions/attach_to_network`, { network, alias_ips: ["10.0.1.9"] });

  expect(at(await world.hetzner("GET", `/servers/${one}`), "server.private_net.0.ip")).toBe("10.0.1.2");
  expect((await world.hetzner("GET", `/servers/${two}`)).body).toMatchObject({
    server: { private_net: [{ network, ip: "10.0.1.3", alias_ips: ["10.0.1.9"] }] },
  });
  expect(at(await world.hetzner("GET", `/networks/${network}`), "network.servers")).toEqual([one, two]);
});

test("an address that is taken, foreign or the gateway's is not available", async () => {
  await using world = await openWorld();
  const network = idOf(await world.hetzner("POST", "/networks", NETWORK), "network");
  await order(world, "one", { networks: [network] });
  const two = await order(world, "two");
  const attach = (ip: string) => world.hetzner("POST", `/servers/${two}/actions/attach_to_network`, { network, ip });

  const replies = [await attach("10.0.1.2"), await attach("10.0.2.2"), await attach("10.0.0.1")];

  for (const reply of replies)
    expect(reply).toMatchObject({ status: 422, body: { error: { code: "ip_not_available" } } });
});

test("a server is not attached twice, nor where there is no subnet for its zone", async () => {
  await using world = await openWorld();
  const network = idOf(await world.hetzner("POST", "/networks", NETWORK), "network");
  const bare = idOf(await world.hetzner("POST", "/networks", { name: "bare", ip_range: "10.9.0.0/16" }), "network");
  const id = await order(world, "one", { networks: [network] });

  const twice = await world.hetzner("POST", `/servers/${id}/actions/attach_to_network`, { network });
  const nowhere = await world.hetzner("POST", `/servers/${id}/actions/attach_to_network`, { network: bare });

  expect(twice).toMatchObject({ status: 422, body: { error: { code: "server_already_attached" } } });
  expect(nowhere).toMatchObject({ status: 422, body: { error: { code: "no_subnet_available" } } });
});

test("a server without any interface cannot be ordered, a private one can", async () => {
  await using world = await openWorld();
  const network = idOf(await world.hetzner("POST", "/networks", NETWORK), "network");
  const order = { name: "one", server_type: "cx23", image: "debian-12", location: "fsn1" };
  const public_net = { enable_ipv4: false, enable_ipv6: false };

  const refused = await world.hetzner("POST", "/servers", { ...order, public_net });
  const allowed = await world.hetzner("POST", "/servers", { ...order, public_net, networks: [network] });

  expect(refused).toMatchObject({ status: 422, body: { error: { code: "invalid_input" } } });
  expect(allowed).toMatchObject({
    status: 201,
    body: { server: { public_net: { ipv4: null, ipv6: null }, private_net: [{ ip: "10.0.1.2" }] } },
  });
});

test.each([
  ["a public range", "8.8.0.0/16"],
  ["a range with host bits", "10.0.0.1/16"],
  ["a range smaller than /24", "10.0.0.0/25"],
  ["no range at all", "everything"],
])("a network with %s is refused", async (_what, ip_range) => {
  await using world = await openWorld();

  const reply = await world.hetzner("POST", "/networks", { name: "n", ip_range });

  expect(reply).toMatchObject({ status: 422, body: { error: { details: { fields: [{ name: "ip_range" }] } } } });
});

test("a subnet without a range gets the first free /24, and is not deleted while a server is in it", async () => {
  await using world = await openWorld();
  const id = idOf(await world.hetzner("POST", "/networks", NETWORK), "network");
  await order(world, "one", { networks: [id] });

  await world.hetzner("POST", `/networks/${id}/actions/add_subnet`, SUBNET);
  const network = await world.hetzner("GET", `/networks/${id}`);
  const refused = await world.hetzner("POST", `/networks/${id}/actions/delete_subnet`, { ip_range: "10.0.1.0/24" });
  const deleted = await world.hetzner("POST", `/networks/${id}/actions/delete_subnet`, { ip_range: "10.0.0.0/24" });

  expect(at(network, "network.subnets.1")).toMatchObject({ ip_range: "10.0.0.0/24", gateway: "10.0.0.1" });
  expect(refused).toMatchObject({ status: 422, body: { error: { code: "service_error" } } });
  expect(deleted.status).toBe(201);
});

test("a network that is being changed answers conflict", async () => {
  await using world = await openWorld({ actionMs: "manual" });
  const id = idOf(await world.hetzner("POST", "/networks", NETWORK), "network");
  await world.hetzner("POST", `/networks/${id}/actions/add_subnet`, SUBNET);

  const reply = await world.hetzner("POST", `/networks/${id}/actions/add_subnet`, SUBNET);

  expect(reply).toMatchObject({ status: 409, body: { error: { code: "conflict" } } });
});

test("deleting a network detaches its servers", async () => {
  await using world = await openWorld();
  const network = idOf(await world.hetzner("POST", "/networks", NETWORK), "network");
  const server = await order(world, "one", { networks: [network] });

  await world.hetzner("DELETE", `/networks/${network}`);

  expect(at(await world.hetzner("GET", `/servers/${server}`), "server.private_net")).toEqual([]);
});
