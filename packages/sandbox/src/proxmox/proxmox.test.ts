import { until } from "@freehold/testing";
import { expect, test } from "@jest/globals";
import type { MachineSpec } from "../machines/driver.ts";
import { type Sandbox, type SandboxOptions, startSandbox } from "../sandbox.ts";
import { type AskProxmox, askProxmox, writeOnNode } from "../testing/proxmox-client.ts";
import { recordingMachines } from "../testing/recording-machines.ts";

const VM = "/nodes/pve/qemu/100";
const NOT_THERE = "Configuration file 'nodes/pve/qemu-server/100.conf' does not exist";

interface ProxmoxWorld extends AsyncDisposable {
  sandbox: Sandbox;
  ask: AskProxmox;
  /** What machines were made of. */
  provisioned: MachineSpec[];
  /** Waits for the end of the task and answers how it ended. */
  ended(upid: unknown): Promise<unknown>;
}

async function openProxmox(options: SandboxOptions = {}): Promise<ProxmoxWorld> {
  const provisioned: MachineSpec[] = [];
  const machines = recordingMachines();
  const create = async (spec: MachineSpec) => {
    provisioned.push(spec);
    await machines.create(spec);
  };
  const sandbox = await startSandbox({ ...options, machines: { ...machines, create } });
  const ask = askProxmox(sandbox);
  return {
    sandbox,
    ask,
    provisioned,
    async ended(upid) {
      const task = await until("the task to end", async (see) => {
        const { data } = await ask("GET", `/nodes/pve/tasks/${encodeURIComponent(String(upid))}/status`);
        const seen = see(data as { status: string; exitstatus?: string });
        return seen.status === "stopped" && seen;
      });
      return task.exitstatus;
    },
    [Symbol.asyncDispose]: () => sandbox.close(),
  };
}

/** A clone of the template, ready to be started. */
async function clone({ ask, ended }: ProxmoxWorld): Promise<void> {
  expect(await ended((await ask("POST", "/nodes/pve/qemu/9000/clone", { newid: "100", name: "acme" })).data)).toBe(
    "OK",
  );
}

test("a clone is locked until the copy is done, and refuses changes meanwhile", async () => {
  await using world = await openProxmox({ actionMs: "manual" });
  const { ask, sandbox } = world;

  const { data: upid } = await ask("POST", "/nodes/pve/qemu/9000/clone", { newid: "100", name: "acme" });
  expect(String(upid)).toMatch(/^UPID:pve:[0-9A-F]{8}:[0-9A-F]{8}:[0-9A-F]{8}:qmclone:9000:root@pam!freehold:$/);
  expect((await ask("GET", `${VM}/status/current`)).data).toMatchObject({ lock: "clone" });
  expect(await ask("PUT", `${VM}/config`, { cores: "4" })).toMatchObject({
    status: 500,
    reason: "VM is locked (clone)",
  });
  expect(await ask("DELETE", VM)).toMatchObject({ status: 500, reason: "VM is locked (clone)" });

  await fetch(`${sandbox.control.endpoint}/clock/advance`, { method: "POST", body: JSON.stringify({ ms: 1000 }) });
  expect((await ask("GET", `${VM}/status/current`)).data).not.toHaveProperty("lock");
  expect((await ask("PUT", `${VM}/config`, { cores: "4" })).status).toBe(200);
});

test("nextid reserves nothing: the second clone of the same number is refused", async () => {
  await using world = await openProxmox();
  const { ask } = world;

  expect((await ask("GET", "/cluster/nextid")).data).toBe("100");
  expect((await ask("GET", "/cluster/nextid")).data).toBe("100");
  await clone(world);

  expect(await ask("POST", "/nodes/pve/qemu/9000/clone", { newid: "100" })).toMatchObject({
    status: 500,
    reason: "unable to create VM 100: config file already exists",
  });
  expect((await ask("GET", "/cluster/nextid")).data).toBe("101");
  expect((await ask("GET", "/cluster/nextid?vmid=100")).errors).toEqual({ vmid: "VM 100 already exists" });
});

test("a machine boots with the snippet that its settings name", async () => {
  await using world = await openProxmox();
  const { ask, ended, provisioned, sandbox } = world;
  await clone(world);
  await writeOnNode(sandbox, "/var/lib/vz/snippets/acme.yaml", "#cloud-config\nhostname: acme\n");

  await ask("PUT", `${VM}/config`, { cicustom: "user=local:snippets/acme.yaml" });
  expect(await ended((await ask("POST", `${VM}/status/start`)).data)).toBe("OK");

  expect(provisioned).toMatchObject([
    { id: "proxmox-100", hostname: "acme", image: "debian-12", userData: "#cloud-config\nhostname: acme\n" },
  ]);
  expect((await ask("GET", "/nodes/pve/storage/local/content?content=snippets")).data).toMatchObject([
    { volid: "local:snippets/acme.yaml", size: 29 },
  ]);
});

test("a machine whose snippet is missing does not start", async () => {
  await using world = await openProxmox();
  const { ask, ended, provisioned } = world;
  await clone(world);

  await ask("PUT", `${VM}/config`, { cicustom: "user=local:snippets/none.yaml" });
  expect(await ended((await ask("POST", `${VM}/status/start`)).data)).toBe(
    "volume 'local:snippets/none.yaml' does not exist",
  );

  expect(provisioned).toEqual([]);
});

test("without a snippet a machine gets the user and the keys of its settings", async () => {
  await using world = await openProxmox();
  const { ask, ended, provisioned } = world;
  await clone(world);

  await ask("PUT", `${VM}/config`, {
    ciuser: "me",
    sshkeys: encodeURIComponent("ssh-ed25519 AAAA me\n"),
    ipconfig0: "ip=dhcp",
  });
  await ended((await ask("POST", `${VM}/status/start`)).data);

  expect(provisioned[0]?.userData).toContain("name: me\n    ssh_authorized_keys:\n      - ssh-ed25519 AAAA me\n");
});

test("a machine without a cloud-init drive is given nothing", async () => {
  await using world = await openProxmox();
  const { ask, ended, provisioned } = world;
  await clone(world);

  await ask("PUT", `${VM}/config`, { ciuser: "me", delete: "ide2" });
  await ended((await ask("POST", `${VM}/status/start`)).data);

  expect(provisioned[0]?.userData).toBe("");
});

test("protection and power forbid a deletion; afterwards nothing is left", async () => {
  await using world = await openProxmox();
  const { ask, ended, sandbox } = world;
  await clone(world);
  await ask("PUT", `${VM}/config`, { protection: "1" });
  await ended((await ask("POST", `${VM}/status/start`)).data);

  expect((await ask("DELETE", VM)).reason).toBe("can't remove VM 100 - protection mode enabled");
  await ask("PUT", `${VM}/config`, { protection: "0" });
  expect((await ask("DELETE", VM)).reason).toBe("VM 100 is running - destroy failed");
  await ended((await ask("POST", `${VM}/status/stop`)).data);
  expect(await ended((await ask("DELETE", `${VM}/?purge=1`)).data)).toBe("OK");

  expect((await ask("GET", `${VM}/status/current`)).reason).toBe(NOT_THERE);
  expect(await sandbox.inventory()).toEqual([]);
});

test("a ticket needs its CSRF token to change anything; a wrong token is refused by name", async () => {
  await using world = await openProxmox();
  const { sandbox } = world;
  const { tokenId, ssh } = sandbox.proxmox;

  const login = await askProxmox(sandbox, {})("POST", "/access/ticket", {
    username: "root@pam",
    password: ssh.password,
  });
  const { ticket, CSRFPreventionToken } = login.data as { ticket: string; CSRFPreventionToken: string };
  const cookie = `PVEAuthCookie=${encodeURIComponent(ticket)}`;

  expect((await askProxmox(sandbox, { cookie })("GET", "/version")).status).toBe(200);
  expect((await askProxmox(sandbox, { cookie })("POST", "/pools", { poolid: "a" })).status).toBe(401);
  const withToken = askProxmox(sandbox, { cookie, CSRFPreventionToken });
  expect((await withToken("POST", "/pools", { poolid: "a" })).status).toBe(200);
  expect((await askProxmox(sandbox, {})("GET", "/version")).reason).toBe("No ticket");
  const wrong = askProxmox(sandbox, { authorization: `PVEAPIToken=${tokenId}=00000000-0000-0000-0000-000000000000` });
  expect(await wrong("GET", "/version")).toMatchObject({ status: 401, reason: "invalid token value!" });
});

test("what is not built says so, by name", async () => {
  await using world = await openProxmox();

  expect(await world.ask("GET", "/cluster/ha/resources")).toMatchObject({
    status: 501,
    reason: "GET /api2/json/cluster/ha/resources is not built in this sandbox, see docs/emulator-differences.md",
  });
});
