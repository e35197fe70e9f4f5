import { createInventory, type DockerAccess, inRemovalOrder, readAccountFacts } from "@freehold/clouds";
import { type Sandbox, startSandbox } from "@freehold/sandbox";
import { orderForSlot } from "@freehold/sandbox/testing/docker";
import { openSsh } from "@freehold/sandbox/testing/ssh";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { freePort } from "../../test/free-port.ts";

const PUBLIC_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl test";

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({ sshPort: await freePort() });
});
afterEach(() => sandbox.close());

function access(): { cloud: "docker" } & DockerAccess {
  const { host = "", sshPrivateKey = "", hostKey = "" } = sandbox.docker ?? {};
  const { hostname, port, username } = new URL(host);
  return { cloud: "docker", address: hostname, sshPort: Number(port), sshUser: username, sshPrivateKey, hostKey };
}

/** Makes a slot whose network and volume are there. */
async function createSlot(tenantId: string): Promise<void> {
  await hostctl(`slot create ${tenantId} --cores 1 --memory 1`, PUBLIC_KEY);
}

async function hostctl(command: string, stdin = ""): Promise<void> {
  const { address, sshPort, sshUser, sshPrivateKey, hostKey } = access();
  const ssh = await openSsh({ host: address, port: sshPort, username: sshUser, privateKey: sshPrivateKey, hostKey });
  expect((await ssh.run(`hostctl ${command}`, stdin)).exitCode).toBe(0);
  await ssh.close();
}

test("a tenant's network and volume are found by their labels, with the ids that state has; a slot goes with them", async () => {
  await orderForSlot(sandbox.docker, "tenant1");
  await orderForSlot(sandbox.docker, "tenant2");
  await createSlot("tenant1");

  const items = await createInventory(access()).listTenantResources("tenant1");

  expect(items).toEqual([
    {
      cloud: "docker",
      type: "network",
      id: expect.stringMatching(/^[0-9a-f]{64}$/),
      name: "fh-tenant1",
      tenantId: "tenant1",
    },
    { cloud: "docker", type: "volume", id: "fh-tenant1", name: "fh-tenant1", tenantId: "tenant1" },
  ]);
});

test("a slot that has lost its network and volume is found and removed, and removing what is gone succeeds", async () => {
  await orderForSlot(sandbox.docker, "tenant1");
  await createSlot("tenant1");
  const inventory = createInventory(access());
  const first = inRemovalOrder(await inventory.listManaged());
  for (const item of [...first, ...first]) await inventory.remove(item);

  const second = await inventory.listManaged();
  const slot = { cloud: "docker", type: "slot", id: "tenant1", name: "fh-tenant1", tenantId: "tenant1", facts: {} };
  expect(second).toEqual([slot]);
  for (const item of [...second, ...second]) await inventory.remove(item);

  expect(await sandbox.inventory()).toEqual([]);
});

test("a wrong key is distinguished from a host that does not answer", async () => {
  const other = await startSandbox({ sshPort: await freePort() });
  const list = (change: Partial<DockerAccess>) => createInventory({ ...access(), ...change }).listManaged();
  const wrongKey = list({ sshPrivateKey: other.docker?.sshPrivateKey ?? "" });
  await expect(wrongKey).rejects.toMatchObject({ code: "cloud_unauthorized" });
  await other.close();

  await expect(list({ hostKey: other.docker?.hostKey ?? "" })).rejects.toMatchObject({ code: "cloud_unreachable" });
  await expect(list({ sshPort: 1 })).rejects.toMatchObject({ code: "cloud_unreachable" });
  expect(await readAccountFacts(access())).toEqual({ limits: {}, isManaged: true });
});
