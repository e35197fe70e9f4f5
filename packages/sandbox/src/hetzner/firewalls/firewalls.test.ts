import { expect, test } from "@jest/globals";
import { at, idOf, openWorld, type World } from "../../testing/world.ts";

const WEB = { direction: "in", protocol: "tcp", port: "443", source_ips: ["0.0.0.0/0", "::/0"] };

async function orderServer(world: World, name: string, labels: Record<string, string> = {}): Promise<number> {
  const order = { name, labels, server_type: "cx23", image: "debian-12", location: "fsn1" };
  return idOf(await world.hetzner("POST", "/servers", order), "server");
}

test("a selector looks servers up each time, and the servers say so", async () => {
  await using world = await openWorld();
  const apply_to = [{ type: "label_selector", label_selector: { selector: "profile=web" } }];
  const firewall = idOf(await world.hetzner("POST", "/firewalls", { name: "web", rules: [WEB], apply_to }), "firewall");
  const id = await orderServer(world, "one", { profile: "web" });

  const matched = await world.hetzner("GET", `/firewalls/${firewall}`);
  const protectedServer = await world.hetzner("GET", `/servers/${id}`);
  await world.hetzner("PUT", `/servers/${id}`, { labels: {} });
  const unmatched = await world.hetzner("GET", `/firewalls/${firewall}`);

  expect(at(matched, "firewall.applied_to")).toEqual([
    { ...apply_to[0], applied_to_resources: [{ type: "server", server: { id } }] },
  ]);
  expect(at(protectedServer, "server.public_net.firewalls")).toEqual([{ id: firewall, status: "applied" }]);
  expect(at(unmatched, "firewall.applied_to")).toEqual([{ ...apply_to[0], applied_to_resources: [] }]);
});

test("a firewall in use is not deleted until it is removed from everything", async () => {
  await using world = await openWorld();
  const server = { id: await orderServer(world, "one") };
  const targets = [{ type: "server", server }];
  const id = idOf(await world.hetzner("POST", "/firewalls", { name: "web", apply_to: targets }), "firewall");

  const refused = await world.hetzner("DELETE", `/firewalls/${id}`);
  const again = await world.hetzner("POST", `/firewalls/${id}/actions/apply_to_resources`, { apply_to: targets });
  const removed = await world.hetzner("POST", `/firewalls/${id}/actions/remove_from_resources`, {
    remove_from: targets,
  });
  const deleted = await world.hetzner("DELETE", `/firewalls/${id}`);

  expect(refused).toMatchObject({ status: 422, body: { error: { code: "resource_in_use" } } });
  expect(again).toMatchObject({ status: 422, body: { error: { code: "firewall_already_applied" } } });
  expect(removed).toMatchObject({ status: 201, body: { actions: [{ command: "remove_firewall" }] } });
  expect(deleted.status).toBe(204);
});

test("a server that a selector found cannot be taken out by hand", async () => {
  await using world = await openWorld();
  const server = { id: await orderServer(world, "one", { profile: "web" }) };
  const apply_to = [{ type: "label_selector", label_selector: { selector: "profile" } }];
  const id = idOf(await world.hetzner("POST", "/firewalls", { name: "web", apply_to }), "firewall");

  const remove_from = [{ type: "server", server }];
  const reply = await world.hetzner("POST", `/firewalls/${id}/actions/remove_from_resources`, { remove_from });

  expect(reply).toMatchObject({ status: 422, body: { error: { code: "firewall_managed_by_label_selector" } } });
});

test.each([
  ["tcp without a port", { ...WEB, port: undefined }, "rules.port"],
  ["icmp with a port", { ...WEB, protocol: "icmp" }, "rules.port"],
  ["an impossible port", { ...WEB, port: "70000" }, "rules.port"],
  ["a range turned around", { ...WEB, port: "443-80" }, "rules.port"],
  ["an inbound rule without sources", { ...WEB, source_ips: [] }, "rules.source_ips"],
  ["an address that is no network", { ...WEB, source_ips: ["10.0.0.1"] }, "rules.source_ips"],
])("a rule with %s is refused", async (_what, rule, field) => {
  await using world = await openWorld();

  const reply = await world.hetzner("POST", "/firewalls", { name: "web", rules: [rule] });

  expect(reply).toMatchObject({
    status: 422,
    body: { error: { code: "invalid_input", details: { fields: [{ name: field }] } } },
  });
});

test("new rules are applied to every server behind the firewall", async () => {
  await using world = await openWorld();
  const server = { id: await orderServer(world, "one") };
  const created = await world.hetzner("POST", "/firewalls", { name: "web", apply_to: [{ type: "server", server }] });
  const id = idOf(created, "firewall");

  const reply = await world.hetzner("POST", `/firewalls/${id}/actions/set_rules`, { rules: [WEB] });

  expect(reply).toMatchObject({
    status: 201,
    body: {
      actions: [
        { command: "set_firewall_rules", resources: [{ id, type: "firewall" }] },
        {
          command: "apply_firewall",
          resources: [
            { id, type: "firewall" },
            { id: server.id, type: "server" },
          ],
        },
      ],
    },
  });
  expect(at(await world.hetzner("GET", `/firewalls/${id}`), "firewall.rules")).toEqual([
    { ...WEB, destination_ips: [], description: null },
  ]);
});

test("the fifty-first firewall is one too many", async () => {
  await using world = await openWorld();
  for (let count = 0; count < 50; count += 1) await world.hetzner("POST", "/firewalls", { name: `f${count}` });

  const reply = await world.hetzner("POST", "/firewalls", { name: "f50" });

  expect(reply).toMatchObject({ status: 403, body: { error: { code: "resource_limit_exceeded" } } });
});

test("networks are kept in one spelling, and one with host bits is refused", async () => {
  await using world = await openWorld();
  const order = (source_ips: string[]) =>
    world.hetzner("POST", "/firewalls", { name: "web", rules: [{ ...WEB, source_ips }] });

  expect(await order(["192.0.2.7/24"])).toMatchObject({ status: 422, body: { error: { code: "invalid_input" } } });
  expect(await order(["192.0.2.7"])).toMatchObject({ status: 422, body: { error: { code: "invalid_input" } } });
  expect(at(await order(["2001:DB8:0::/32", "192.0.2.7/32"]), "firewall.rules.0.source_ips")).toEqual([
    "2001:db8::/32",
    "192.0.2.7/32",
  ]);
});
