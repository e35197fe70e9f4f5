import { expect, test } from "@jest/globals";
import { type Sandbox, type SandboxOptions, startSandbox } from "../sandbox.ts";
import { recordingMachines } from "../testing/recording-machines.ts";
import { type Ask, askAt, at, idOf } from "../testing/world.ts";

const ORDER = { name: "one", region: "fra1", size: "s-2vcpu-4gb", image: "debian-13-x64" };
const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBrmIpfhXGqS0SV6LPd1U3ixFPCtvxHkjoJT7EaNlEZ2 me";

async function openTeam(options: Omit<SandboxOptions, "machines"> = {}) {
  const machines = recordingMachines();
  const sandbox = await startSandbox({ ...options, machines });
  const { endpoint, token } = sandbox.digitalocean;
  return { sandbox, machines, ask: askAt(endpoint, token), [Symbol.asyncDispose]: () => sandbox.close() };
}

async function advance({ control }: Sandbox, ms: number): Promise<void> {
  await askAt(control.endpoint)("POST", "/clock/advance", { ms });
}

async function act(ask: Ask, droplet: number, body: object) {
  return ask("POST", `/droplets/${droplet}/actions`, body);
}

test("a droplet is new and without address until its machine is made, then active", async () => {
  await using team = await openTeam({ actionMs: "manual" });

  const ordered = await team.ask("POST", "/droplets", { ...ORDER, tags: ["team:a"] });
  const id = idOf(ordered, "droplet");
  expect(ordered).toMatchObject({
    status: 202,
    body: { droplet: { status: "new", locked: true, networks: { v4: [] } } },
  });
  expect(team.machines.calls).toEqual([]);

  await advance(team.sandbox, 1000);
  const made = await team.ask("GET", `/droplets/${id}`);
  const [address] = (at(made, "droplet.networks.v4") as { ip_address: string }[]).map((each) => each.ip_address);
  expect(made.body).toMatchObject({ droplet: { status: "active", locked: false, tags: ["team:a"] } });
  expect(team.machines.calls).toEqual([`create digitalocean-${id} ${address}`]);
});

test("a droplet whose machine cannot be made has an errored action", async () => {
  await using team = await openTeam();
  team.machines.failNext("no room");

  const ordered = await team.ask("POST", "/droplets", ORDER);
  const action = await team.ask("GET", `/actions/${at(ordered, "links.actions.0.id")}`);

  expect(action.body).toMatchObject({ action: { type: "create", status: "errored" } });
});

test("a destroyed droplet is listed, locked, until its machine is gone, and its tags stay", async () => {
  await using team = await openTeam({ actionMs: "manual" });
  const id = idOf(await team.ask("POST", "/droplets", { ...ORDER, tags: ["team:a"] }), "droplet");
  await advance(team.sandbox, 1000);

  const deleted = await team.ask("DELETE", `/droplets/${id}`);
  const meanwhile = await team.ask("GET", `/droplets/${id}`);
  const again = await team.ask("DELETE", `/droplets/${id}`);
  await advance(team.sandbox, 1000);

  expect([deleted.status, again.status]).toEqual([204, 422]);
  expect(meanwhile.body).toMatchObject({ droplet: { locked: true } });
  expect((await team.ask("GET", `/droplets/${id}`)).body).toMatchObject({ id: "not_found" });
  expect(team.machines.calls).toContain(`destroy digitalocean-${id}`);
  expect((await team.ask("GET", "/tags/team:a")).status).toBe(200);
});

test("only a droplet that is off is resized, and power reaches the machine", async () => {
  await using team = await openTeam();
  const id = idOf(await team.ask("POST", "/droplets", ORDER), "droplet");
  await team.ask("GET", "/account");

  const refused = await act(team.ask, id, { type: "resize", size: "s-4vcpu-8gb" });
  for (const body of [{ type: "power_off" }, { type: "resize", size: "s-4vcpu-8gb", disk: true }, { type: "power_on" }])
    expect((await act(team.ask, id, body)).status).toBe(201);
  const resized = await team.ask("GET", `/droplets/${id}`);

  expect(refused).toMatchObject({ status: 422, body: { id: "unprocessable_entity" } });
  expect(resized.body).toMatchObject({
    droplet: { size_slug: "s-4vcpu-8gb", memory: 8192, disk: 160, status: "active" },
  });
  expect(team.machines.calls.slice(1)).toEqual([`powerOff digitalocean-${id}`, `powerOn digitalocean-${id}`]);
});

test("a list has links to its other pages and the number of all", async () => {
  await using team = await openTeam();
  for (const name of ["a", "b", "c"]) await team.ask("POST", "/tags", { name });

  const first = await team.ask("GET", "/tags?per_page=2");
  const second = await fetch(String(at(first, "links.pages.next")), {
    headers: { authorization: `Bearer ${team.sandbox.digitalocean.token}` },
  });

  expect(first.body).toMatchObject({ tags: [{ name: "a" }, { name: "b" }], meta: { total: 3 } });
  expect(await second.json()).toMatchObject({ tags: [{ name: "c" }], links: { pages: { prev: expect.any(String) } } });
});

test("a firewall is of the droplets with its tag", async () => {
  await using team = await openTeam();
  const id = idOf(await team.ask("POST", "/droplets", { ...ORDER, tags: ["web"] }), "droplet");
  const rule = { protocol: "tcp", ports: "all", sources: { addresses: ["0.0.0.0/0"] } };

  await team.ask("POST", "/firewalls", { name: "web", tags: ["web"], inbound_rules: [rule] });
  const applied = await team.ask("GET", `/droplets/${id}/firewalls`);

  expect(applied.body).toMatchObject({ firewalls: [{ name: "web", inbound_rules: [{ ports: "0" }] }] });
});

test("a volume follows its droplet's end and is free again", async () => {
  await using team = await openTeam();
  const id = idOf(await team.ask("POST", "/droplets", ORDER), "droplet");
  const made = await team.ask("POST", "/volumes", { name: "data", region: "fra1", size_gigabytes: 10 });
  const path = `/volumes/${at(made, "volume.id")}`;
  await team.ask("POST", `${path}/actions`, { type: "attach", droplet_id: id });

  expect((await team.ask("DELETE", path)).status).toBe(409);
  await team.ask("DELETE", `/droplets/${id}`);
  expect((await team.ask("GET", path)).body).toMatchObject({ volume: { droplet_ids: [] } });
  expect((await team.ask("DELETE", path)).status).toBe(204);
});

test("refusals have the vendor's form, and say nothing to strangers", async () => {
  await using team = await openTeam();
  const stranger = askAt(team.sandbox.digitalocean.endpoint, "dop_v1_wrong");

  expect(await stranger("GET", "/droplets")).toMatchObject({ status: 401, body: { id: "unauthorized" } });
  expect(await team.ask("GET", "/databases")).toMatchObject({ status: 501, body: { id: "not_built" } });
  expect(await team.ask("POST", "/tags", "{")).toMatchObject({ status: 400, body: { id: "bad_request" } });
  expect(await team.ask("POST", "/droplets", { ...ORDER, region: "mars1" })).toMatchObject({ status: 422 });
  expect((await team.ask("GET", "/account")).headers.get("ratelimit-limit")).toBe("5000");
});

test("teams see nothing of each other, and a reset leaves a default project and nothing else", async () => {
  await using team = await openTeam();
  await team.ask("POST", "/account/keys", { name: "me", public_key: KEY });
  const other = askAt(team.sandbox.digitalocean.endpoint, team.sandbox.digitalocean.newToken("other"));

  expect((await other("GET", "/account/keys")).body).toMatchObject({ ssh_keys: [] });
  await askAt(team.sandbox.control.endpoint)("POST", "/reset");
  expect(await team.sandbox.inventory()).toEqual([]);
  expect((await team.ask("GET", "/projects")).body).toMatchObject({ projects: [{ is_default: true }] });
});
