import { type Sandbox, startSandbox } from "@freehold/sandbox";
import { expect } from "@jest/globals";
import { specsDir, testWith } from "./environment.ts";
import { forgetfulMachines } from "./forgetful-machines.ts";
import { hetznerSpec } from "./hetzner-spec.ts";
import { builtOperations, createProver, type Prover } from "./prover.ts";

const testWithSpecs = testWith(specsDir, "FREEHOLD_SPECS_DIR names no folder with the vendors' specifications");

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBrmIpfhXGqS0SV6LPd1U3ixFPCtvxHkjoJT7EaNlEZ2 me";
const WEB = { direction: "in", protocol: "tcp", port: "443", source_ips: ["0.0.0.0/0", "::/0"], description: "web" };
const ORDER = { server_type: "cx23", image: "debian-12", location: "fsn1" };
const LABELS = { team: "a" };

/** There is no ISO image in the emulator, so that it can only answer that. */
const NEVER_FOUND = ["GET /isos/{id}"];

testWithSpecs("every built operation of Hetzner answers as the vendor's specification says", async (specs) => {
  const sandbox = await startSandbox({ machines: forgetfulMachines() });
  try {
    const prover = createProver(sandbox.hetzner.endpoint, sandbox.hetzner.token, hetznerSpec(specs));

    await driveCatalogue(prover);
    await driveKeys(prover);
    await drivePlacementGroups(prover);
    await driveNetworksAndServers(prover);
    await driveFirewalls(prover);
    await driveVolumes(prover);
    await drivePrimaryIps(prover);
    await driveFloatingIps(prover);

    expect([...prover.proven].sort()).toEqual((await builtOperations(sandbox.control.endpoint, "hetzner")).sort());
    expect(await leftovers(sandbox)).toEqual([]);
  } finally {
    await sandbox.close();
  }
});

async function driveCatalogue({ call }: Prover): Promise<void> {
  for (const [collection, one] of [
    ["server_types", "server_type"],
    ["locations", "location"],
    ["datacenters", "datacenter"],
    ["images", "image"],
  ]) {
    const list = await call(`GET /${collection}`, [], 200, { query: "?per_page=50" });
    const id = list.at(`${collection}.0.id`);
    expect((await call(`GET /${collection}/{id}`, [id], 200)).at(`${one}.id`)).toBe(id);
    await call(`GET /${collection}/{id}`, [999_999], 404);
  }
  await call("GET /pricing", [], 200);
  await call("GET /isos", [], 200);
  for (const route of NEVER_FOUND) await call(route, [1], 404);
}

async function driveKeys({ call }: Prover): Promise<void> {
  const body = { name: "me", public_key: KEY, labels: LABELS };
  const id = (await call("POST /ssh_keys", [], 201, { body })).at("ssh_key.id");
  await call("POST /ssh_keys", [], 409, { body });
  await call("POST /ssh_keys", [], 422, { body: {} });
  await call("GET /ssh_keys", [], 200, { query: "?label_selector=team%3Da" });
  await call("GET /ssh_keys", [], 400, { query: "?label_selector=a%20b" });
  await call("GET /ssh_keys/{id}", [id], 200);
  await call("PUT /ssh_keys/{id}", [id], 200, { body: { name: "you", labels: {} } });
  await call("DELETE /ssh_keys/{id}", [id], 204);
}

async function drivePlacementGroups({ call }: Prover): Promise<void> {
  const id = (await call("POST /placement_groups", [], 201, { body: { name: "pg", type: "spread" } })).at(
    "placement_group.id",
  );
  await call("GET /placement_groups", [], 200, { query: "?label_selector=managed-by%3Dfreehold" });
  await call("GET /placement_groups/{id}", [id], 200);
  await call("PUT /placement_groups/{id}", [id], 200, { body: { labels: LABELS } });
  await call("DELETE /placement_groups/{id}", [id], 204);
}

async function driveNetworksAndServers(prover: Prover): Promise<void> {
  const { call } = prover;
  const network = await driveNetwork(prover);
  const created = await call("POST /servers", [], 201, {
    body: { ...ORDER, name: "one", labels: LABELS, networks: [network] },
  });
  const id = created.at("server.id");
  await call("GET /servers", [], 200);
  await call("GET /servers/{id}", [id], 200);
  await call("PUT /servers/{id}", [id], 200, { body: { name: "uno" } });
  await call("GET /actions", [], 200, { query: `?id=${created.at("action.id")}` });
  await call("GET /actions/{id}", [created.at("action.id")], 200);
  await driveActions(prover, "servers", id, created.at("action.id"));

  await call("POST /servers/{id}/actions/change_alias_ips", [id], 201, { body: { network, alias_ips: ["10.0.1.9"] } });
  await call("POST /servers/{id}/actions/detach_from_network", [id], 201, { body: { network } });
  await call("POST /servers/{id}/actions/attach_to_network", [id], 201, { body: { network, ip: "10.0.1.7" } });
  await driveNetworkEnd(prover, network);

  await driveServerActions(prover, id, created.at("server.public_net.ipv4.ip"));
  await driveImages(prover, id);
  await call("DELETE /servers/{id}", [id], 200);
}

async function driveNetwork(prover: Prover): Promise<unknown> {
  const { call } = prover;
  const subnet = { type: "cloud", network_zone: "eu-central" };
  const body = {
    name: "private",
    ip_range: "10.0.0.0/16",
    subnets: [{ ...subnet, ip_range: "10.0.1.0/24" }],
    labels: LABELS,
  };
  const id = (await call("POST /networks", [], 201, { body })).at("network.id");
  await call("GET /networks", [], 200);
  await call("GET /networks/{id}", [id], 200);
  await call("PUT /networks/{id}", [id], 200, { body: { expose_routes_to_vswitch: false } });
  const added = await call("POST /networks/{id}/actions/add_subnet", [id], 201, {
    body: { ...subnet, ip_range: "10.0.2.0/24" },
  });
  await driveActions(prover, "networks", id, added.at("action.id"));
  const route = { destination: "10.100.1.0/24", gateway: "10.0.1.1" };
  await call("POST /networks/{id}/actions/add_route", [id], 201, { body: route });
  await call("GET /networks/{id}", [id], 200);
  await call("POST /networks/{id}/actions/delete_route", [id], 201, { body: route });
  await call("POST /networks/{id}/actions/change_ip_range", [id], 201, { body: { ip_range: "10.0.0.0/15" } });
  return id;
}

async function driveNetworkEnd({ call }: Prover, id: unknown): Promise<void> {
  await call("POST /networks/{id}/actions/delete_subnet", [id], 201, { body: { ip_range: "10.0.2.0/24" } });
  await call("POST /networks/{id}/actions/change_protection", [id], 201, { body: { delete: true } });
  await call("DELETE /networks/{id}", [id], 423);
  await call("POST /networks/{id}/actions/change_protection", [id], 201, { body: { delete: false } });
  await call("DELETE /networks/{id}", [id], 204);
}

async function driveServerActions({ call }: Prover, id: unknown, ip: unknown): Promise<void> {
  const act = (name: string, status = 201, body?: unknown) =>
    call(`POST /servers/{id}/actions/${name}`, [id], status, body === undefined ? {} : { body });
  const group = (await call("POST /placement_groups", [], 201, { body: { name: "g", type: "spread" } })).at(
    "placement_group.id",
  );

  await act("reset_password");
  await act("reboot");
  await act("reset");
  await act("change_type", 422, { server_type: "cx33", upgrade_disk: false });
  await act("shutdown");
  await act("add_to_placement_group", 201, { placement_group: group });
  await call("GET /servers/{id}", [id], 200);
  await act("remove_from_placement_group");
  await act("change_type", 201, { server_type: "cx33", upgrade_disk: false });
  await act("poweroff");
  await act("poweron");
  await act("rebuild", 201, { image: "debian-13" });
  await act("enable_backup");
  await act("change_dns_ptr", 201, { ip, dns_ptr: "one.example.com" });
  await act("change_protection", 201, { delete: true, rebuild: true });
  await call("DELETE /servers/{id}", [id], 423);
  await act("change_protection", 201, { delete: false, rebuild: false });
  await call("DELETE /placement_groups/{id}", [group], 204);
}

async function driveImages(prover: Prover, server: unknown): Promise<void> {
  const { call } = prover;
  const body = { type: "snapshot", description: "before", labels: LABELS };
  const made = await call("POST /servers/{id}/actions/create_image", [server], 201, { body });
  const id = made.at("image.id");
  await call("GET /images", [], 200, { query: "?type=snapshot" });
  await call("GET /images", [], 200, { query: "?label_selector=managed-by%3Dfreehold" });
  await call("PUT /images/{id}", [id], 200, { body: { description: "after" } });
  await call("POST /images/{id}/actions/change_protection", [id], 201, { body: { delete: false } });
  await driveActions(prover, "images", id, made.at("action.id"));
  await call("DELETE /images/{id}", [id], 204);
  await call("POST /servers/{id}/actions/disable_backup", [server], 201);
}

async function driveFirewalls(prover: Prover): Promise<void> {
  const { call } = prover;
  const server = (await call("POST /servers", [], 201, { body: { ...ORDER, name: "two", labels: LABELS } })).at(
    "server.id",
  );
  const selector = { type: "label_selector", label_selector: { selector: "team=a" } };
  const direct = { type: "server", server: { id: server } };
  const body = { name: "web", labels: LABELS, rules: [WEB], apply_to: [selector] };
  const created = await call("POST /firewalls", [], 201, { body });
  const id = created.at("firewall.id");
  await call("GET /firewalls", [], 200);
  await call("GET /firewalls/{id}", [id], 200);
  await call("GET /servers/{id}", [server], 200);
  await call("PUT /firewalls/{id}", [id], 200, { body: { name: "www" } });
  await call("POST /firewalls/{id}/actions/set_rules", [id], 201, { body: { rules: [] } });
  await call("POST /firewalls/{id}/actions/apply_to_resources", [id], 201, { body: { apply_to: [direct] } });
  await driveActions(prover, "firewalls", id, created.at("actions.0.id"));
  await call("DELETE /firewalls/{id}", [id], 422);
  await call("POST /firewalls/{id}/actions/remove_from_resources", [id], 201, {
    body: { remove_from: [direct, selector] },
  });
  await call("DELETE /firewalls/{id}", [id], 204);
  await call("DELETE /servers/{id}", [server], 200);
}

async function driveVolumes(prover: Prover): Promise<void> {
  const { call } = prover;
  const server = (await call("POST /servers", [], 201, { body: { ...ORDER, name: "three" } })).at("server.id");
  const body = { name: "data", size: 10, server, format: "ext4", automount: false, labels: LABELS };
  const created = await call("POST /volumes", [], 201, { body });
  const id = created.at("volume.id");
  await call("GET /volumes", [], 200, { query: "?status=available" });
  await call("GET /volumes/{id}", [id], 200);
  await call("PUT /volumes/{id}", [id], 200, { body: { name: "disk" } });
  await call("POST /volumes/{id}/actions/detach", [id], 201);
  await call("POST /volumes/{id}/actions/attach", [id], 201, { body: { server } });
  await call("POST /volumes/{id}/actions/resize", [id], 201, { body: { size: 20 } });
  await call("POST /volumes/{id}/actions/change_protection", [id], 201, { body: { delete: false } });
  await driveActions(prover, "volumes", id, created.at("action.id"));
  await call("DELETE /servers/{id}", [server], 200);
  await call("DELETE /volumes/{id}", [id], 204);
}

async function drivePrimaryIps(prover: Prover): Promise<void> {
  const { call } = prover;
  const off = { ...ORDER, name: "four", start_after_create: false, public_net: { enable_ipv4: false } };
  const server = (await call("POST /servers", [], 201, { body: off })).at("server.id");
  const body = {
    name: "ip",
    type: "ipv4",
    assignee_type: "server",
    location: "fsn1",
    auto_delete: false,
    labels: LABELS,
  };
  const created = await call("POST /primary_ips", [], 201, { body });
  const id = created.at("primary_ip.id");
  await call("GET /primary_ips", [], 200);
  await call("GET /primary_ips/{id}", [id], 200);
  await call("PUT /primary_ips/{id}", [id], 200, { body: { name: "address" } });
  const assigned = await call("POST /primary_ips/{id}/actions/assign", [id], 201, {
    body: { assignee_id: server, assignee_type: "server" },
  });
  await call("DELETE /primary_ips/{id}", [id], 422);
  await call("POST /primary_ips/{id}/actions/unassign", [id], 201);
  await call("POST /primary_ips/{id}/actions/change_dns_ptr", [id], 201, {
    body: { ip: created.at("primary_ip.ip"), dns_ptr: "ip.example.com" },
  });
  await call("POST /primary_ips/{id}/actions/change_protection", [id], 201, { body: { delete: false } });
  await driveActions(prover, "primary_ips", id, assigned.at("action.id"));
  await call("DELETE /primary_ips/{id}", [id], 204);
  await call("DELETE /servers/{id}", [server], 200);
}

async function driveFloatingIps(prover: Prover): Promise<void> {
  const { call } = prover;
  const server = (await call("POST /servers", [], 201, { body: { ...ORDER, name: "five" } })).at("server.id");
  const created = await call("POST /floating_ips", [], 201, {
    body: { type: "ipv4", home_location: "fsn1", name: "float" },
  });
  const id = created.at("floating_ip.id");
  await call("GET /floating_ips", [], 200, { query: "?label_selector=managed-by%3Dfreehold" });
  await call("GET /floating_ips/{id}", [id], 200);
  await call("PUT /floating_ips/{id}", [id], 200, { body: { description: "shared" } });
  const assigned = await call("POST /floating_ips/{id}/actions/assign", [id], 201, { body: { server } });
  await call("POST /floating_ips/{id}/actions/unassign", [id], 201);
  await call("POST /floating_ips/{id}/actions/change_dns_ptr", [id], 201, {
    body: { ip: created.at("floating_ip.ip"), dns_ptr: null },
  });
  await call("POST /floating_ips/{id}/actions/change_protection", [id], 201, { body: { delete: false } });
  await driveActions(prover, "floating_ips", id, assigned.at("action.id"));
  await call("DELETE /floating_ips/{id}", [id], 204);
  await call("DELETE /servers/{id}", [server], 200);
}

/** The four routes under which a collection shows its actions. */
async function driveActions({ call }: Prover, collection: string, id: unknown, action: unknown): Promise<void> {
  await call(`GET /${collection}/actions`, [], 200, { query: "?sort=started:desc&status=success" });
  await call(`GET /${collection}/actions/{id}`, [action], 200);
  await call(`GET /${collection}/{id}/actions`, [id], 200);
  await call(`GET /${collection}/{id}/actions/{action_id}`, [id, action], 200);
}

async function leftovers(sandbox: Sandbox): Promise<string[]> {
  return (await sandbox.inventory()).map(({ type, name }) => `${type} ${name}`);
}
