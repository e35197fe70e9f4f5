import { startSandbox } from "@freehold/sandbox";
import { expect } from "@jest/globals";
import { digitaloceanSpec } from "./digitalocean-spec.ts";
import { specsDir, testWith } from "./environment.ts";
import { forgetfulMachines } from "./forgetful-machines.ts";
import { builtOperations, createProver, type Prover } from "./prover.ts";

const testWithSpecs = testWith(specsDir, "FREEHOLD_SPECS_DIR names no folder with the vendors' specifications");

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBrmIpfhXGqS0SV6LPd1U3ixFPCtvxHkjoJT7EaNlEZ2 me";
const ORDER = { name: "one", region: "fra1", size: "s-2vcpu-4gb", image: "debian-13-x64" };
const WEB = { protocol: "tcp", ports: "443", sources: { addresses: ["0.0.0.0/0", "::/0"] } };
const OUT = { protocol: "tcp", ports: "all", destinations: { addresses: ["0.0.0.0/0"] } };
const UNKNOWN = "00000000-0000-4000-8000-000000000000";

testWithSpecs("every built operation of DigitalOcean answers as the vendor's specification says", async (specs) => {
  const sandbox = await startSandbox({ machines: forgetfulMachines() });
  try {
    const { endpoint, token } = sandbox.digitalocean;
    const prover = createProver(endpoint, token, digitaloceanSpec(specs));

    await driveOffer(prover);
    await driveKeys(prover);
    await driveTagsAndFirewalls(prover);
    await driveVpcs(prover);
    await driveDroplets(prover);
    await driveVolumes(prover);
    await driveReservedIps(prover);
    await driveProjects(prover);

    expect([...prover.proven].sort()).toEqual((await builtOperations(sandbox.control.endpoint, "digitalocean")).sort());
    expect(await sandbox.inventory()).toEqual([]);
  } finally {
    await sandbox.close();
  }
});

async function driveOffer({ call }: Prover): Promise<void> {
  await call("GET /account", [], 200);
  await call("GET /regions", [], 200);
  await call("GET /sizes", [], 200, { query: "?per_page=5&page=2" });
  const images = await call("GET /images", [], 200, { query: "?type=distribution" });
  await call("GET /images/{id}", [images.at("images.0.id")], 200);
  await call("GET /images/{id}", ["debian-13-x64"], 200);
  await call("DELETE /images/{id}", [images.at("images.0.id")], 403);
}

async function driveKeys({ call }: Prover): Promise<void> {
  const body = { name: "me", public_key: KEY };
  const created = await call("POST /account/keys", [], 201, { body });
  const id = created.at("ssh_key.id");
  await call("POST /account/keys", [], 422, { body });
  await call("GET /account/keys", [], 200);
  await call("GET /account/keys/{key}", [created.at("ssh_key.fingerprint")], 200);
  await call("PUT /account/keys/{key}", [id], 200, { body: { name: "you" } });
  await call("DELETE /account/keys/{key}", [id], 204);
  await call("GET /account/keys/{key}", [id], 404);
}

async function driveTagsAndFirewalls({ call }: Prover): Promise<void> {
  await call("POST /tags", [], 201, { body: { name: "team:a" } });
  await call("GET /tags", [], 200);
  await call("GET /tags/{tag}", ["team:a"], 200);
  const created = await call("POST /firewalls", [], 202, {
    body: { name: "web", inbound_rules: [WEB], outbound_rules: [OUT], tags: ["team:a"] },
  });
  const id = created.at("firewall.id");
  await call("POST /firewalls", [], 409, { body: { name: "web", inbound_rules: [WEB] } });
  await call("POST /firewalls", [], 422, { body: { name: "other", inbound_rules: [WEB], tags: ["unknown"] } });
  await call("GET /firewalls", [], 200);
  await call("PUT /firewalls/{id}", [id], 200, { body: { name: "web", inbound_rules: [WEB], outbound_rules: [OUT] } });
  await call("POST /firewalls/{id}/tags", [id], 204, { body: { tags: ["team:a"] } });
  await call("DELETE /firewalls/{id}/tags", [id], 204, { body: { tags: ["team:a"] } });
  await call("POST /firewalls/{id}/rules", [id], 204, { body: { inbound_rules: [{ ...WEB, ports: "80" }] } });
  await call("DELETE /firewalls/{id}/rules", [id], 204, { body: { inbound_rules: [{ ...WEB, ports: "80" }] } });
  await call("GET /firewalls/{id}", [id], 200);
  await call("DELETE /firewalls/{id}", [id], 204);
  await call("GET /firewalls/{id}", [UNKNOWN], 404);
  await call("DELETE /tags/{tag}", ["team:a"], 204);
}

async function driveVpcs({ call }: Prover): Promise<void> {
  const body = { name: "private", region: "fra1", ip_range: "10.10.0.0/20" };
  const id = (await call("POST /vpcs", [], 201, { body })).at("vpc.id");
  await call("POST /vpcs", [], 422, { body: { ...body, name: "overlapping" } });
  await call("GET /vpcs", [], 200);
  await call("GET /vpcs/{id}", [id], 200);
  await call("PUT /vpcs/{id}", [id], 200, { body: { name: "inside", description: "d" } });
  await call("PATCH /vpcs/{id}", [id], 200, { body: { description: "e" } });
  const droplet = await call("POST /droplets", [], 202, { body: { ...ORDER, vpc_uuid: id } });
  await call("GET /vpcs/{id}/members", [id], 200);
  await call("DELETE /vpcs/{id}", [id], 409);
  await call("DELETE /droplets/{id}", [droplet.at("droplet.id")], 204);
  await call("DELETE /vpcs/{id}", [id], 204);
}

async function driveDroplets(prover: Prover): Promise<void> {
  const { call } = prover;
  const created = await call("POST /droplets", [], 202, {
    body: { ...ORDER, ipv6: true, monitoring: true, backups: true, tags: ["team:b"] },
  });
  const id = created.at("droplet.id");
  const action = created.at("links.actions.0.id");
  await call("POST /droplets", [], 202, { body: { ...ORDER, name: undefined, names: ["two"], tags: ["gone"] } });
  await call("DELETE /droplets", [], 204, { query: "?tag_name=gone" });
  await call("POST /droplets", [], 422, { body: { ...ORDER, size: "huge" } });
  await call("GET /droplets", [], 200, { query: "?tag_name=team:b" });
  await call("GET /droplets/{id}", [id], 200);
  await call("GET /droplets/{id}", [1], 404);
  await call("GET /actions", [], 200);
  await call("GET /actions/{action_id}", [action], 200);
  await call("GET /droplets/{id}/actions", [id], 200);
  await call("GET /droplets/{id}/actions/{action_id}", [id, action], 200);
  await call("GET /droplets/{id}/backups", [id], 200);
  await call("GET /droplets/{id}/backups/policy", [id], 200);
  await driveDropletActions(prover, id);
  await driveSnapshot(prover, id);
  await driveTagging(prover, id);
  await call("DELETE /droplets/{id}", [id], 204);
  for (const tag of ["team:b", "gone"]) await call("DELETE /tags/{tag}", [tag], 204);
}

async function driveDropletActions({ call }: Prover, id: unknown): Promise<void> {
  const act = (body: object, status = 201) => call("POST /droplets/{id}/actions", [id], status, { body });
  await act({ type: "resize", size: "s-4vcpu-8gb" }, 422);
  await act({ type: "power_off" });
  await call("GET /droplets/{id}", [id], 200);
  await act({ type: "resize", size: "s-4vcpu-8gb", disk: true });
  await act({ type: "power_on" });
  for (const type of ["reboot", "power_cycle", "disable_backups", "enable_ipv6", "password_reset"]) await act({ type });
  await act({ type: "enable_backups", backup_policy: { plan: "daily", hour: 4 } });
  await act({ type: "rename", name: "uno" });
  await act({ type: "rebuild", image: "debian-13-x64" });
  await call("POST /droplets/actions", [], 201, { query: "?tag_name=team:b", body: { type: "shutdown" } });
}

async function driveSnapshot({ call }: Prover, id: unknown): Promise<void> {
  await call("POST /droplets/{id}/actions", [id], 201, { body: { type: "snapshot", name: "before" } });
  await call("GET /actions", [], 200);
  const snapshot = (await call("GET /droplets/{id}/snapshots", [id], 200)).at("snapshots.0.id");
  await call("PUT /images/{id}", [snapshot], 200, { body: { name: "after" } });
  await call("GET /images", [], 200, { query: "?private=true" });
  await call("DELETE /images/{id}", [snapshot], 204);

  await call("POST /droplets/{id}/actions", [id], 201, { body: { type: "snapshot", name: "again" } });
  const again = (await call("GET /snapshots", [], 200, { query: "?resource_type=droplet" })).at("snapshots.0.id");
  await call("GET /snapshots/{id}", [again], 200);
  await call("DELETE /snapshots/{id}", [again], 204);
  await call("GET /snapshots/{id}", [again], 404);
}

async function driveTagging({ call }: Prover, id: unknown): Promise<void> {
  const resources = [{ resource_id: String(id), resource_type: "droplet" }];
  await call("DELETE /tags/{tag}/resources", ["team:b"], 204, { body: { resources } });
  await call("POST /tags/{tag}/resources", ["team:b"], 204, { body: { resources } });
  const firewall = (await call("POST /firewalls", [], 202, { body: { name: "fw", inbound_rules: [WEB] } })).at(
    "firewall.id",
  );
  await call("POST /firewalls/{id}/droplets", [firewall], 204, { body: { droplet_ids: [id] } });
  await call("GET /droplets/{id}/firewalls", [id], 200);
  await call("DELETE /firewalls/{id}/droplets", [firewall], 204, { body: { droplet_ids: [id] } });
  await call("DELETE /firewalls/{id}", [firewall], 204);
}

async function driveVolumes({ call }: Prover): Promise<void> {
  const droplet = (await call("POST /droplets", [], 202, { body: ORDER })).at("droplet.id");
  const body = { name: "data", region: "fra1", size_gigabytes: 10, filesystem_type: "ext4" };
  const id = (await call("POST /volumes", [], 201, { body })).at("volume.id");
  await call("POST /volumes", [], 409, { body });
  await call("GET /volumes", [], 200, { query: "?name=data&region=fra1" });
  await call("GET /volumes/{id}", [id], 200);
  const act = (order: object) => call("POST /volumes/{id}/actions", [id], 202, { body: order });
  const action = (await act({ type: "attach", droplet_id: droplet })).at("action.id");
  await call("GET /volumes/{id}/actions/{action_id}", [id, action], 200);
  await call("GET /volumes/{id}/actions", [id], 200);
  await call("DELETE /volumes/{id}", [id], 409);
  await act({ type: "detach", droplet_id: droplet });
  await act({ type: "resize", size_gigabytes: 20 });
  await call("GET /volumes/{id}", [id], 200);
  await call("DELETE /volumes/{id}", [id], 204);
  await call("POST /volumes", [], 201, { body });
  await call("DELETE /volumes", [], 204, { query: "?name=data&region=fra1" });
  await call("DELETE /droplets/{id}", [droplet], 204);
}

async function driveReservedIps({ call }: Prover): Promise<void> {
  const droplet = (await call("POST /droplets", [], 202, { body: ORDER })).at("droplet.id");
  const ip = (await call("POST /reserved_ips", [], 202, { body: { region: "fra1" } })).at("reserved_ip.ip");
  await call("GET /reserved_ips", [], 200);
  const body = { type: "assign", droplet_id: droplet };
  const action = (await call("POST /reserved_ips/{ip}/actions", [ip], 201, { body })).at("action.id");
  await call("GET /reserved_ips/{ip}", [ip], 200);
  await call("GET /reserved_ips/{ip}/actions", [ip], 200);
  await call("GET /reserved_ips/{ip}/actions/{action_id}", [ip, action], 200);
  await call("POST /reserved_ips/{ip}/actions", [ip], 201, { body: { type: "unassign" } });
  await call("GET /reserved_ips/{ip}", [ip], 200);
  await call("DELETE /reserved_ips/{ip}", [ip], 204);
  await call("DELETE /droplets/{id}", [droplet], 204);
}

async function driveProjects({ call }: Prover): Promise<void> {
  const droplet = (await call("POST /droplets", [], 202, { body: ORDER })).at("droplet.id");
  const body = { name: "shop", purpose: "Web Application", environment: "Production" };
  const id = (await call("POST /projects", [], 201, { body })).at("project.id");
  await call("GET /projects", [], 200);
  const standard = (await call("GET /projects/{id}", ["default"], 200)).at("project.id");
  await call("PUT /projects/{id}", [id], 200, { body: { ...body, description: "d", is_default: false } });
  await call("PATCH /projects/{id}", [id], 200, { body: { description: "e" } });
  const resources = [`do:droplet:${droplet}`];
  await call("POST /projects/{id}/resources", [id], 200, { body: { resources } });
  await call("GET /projects/{id}/resources", [id], 200);
  await call("DELETE /projects/{id}", [id], 412);
  await call("POST /projects/{id}/resources", [standard], 200, { body: { resources } });
  await call("DELETE /projects/{id}", [id], 204);
  await call("DELETE /droplets/{id}", [droplet], 204);
}
