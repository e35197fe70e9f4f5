import { join } from "node:path";
import { until } from "@freehold/testing";
import { afterAll, beforeAll, expect } from "@jest/globals";
import { type CloudBed, namesOf, openClouds } from "../test/cloud-testbed.ts";
import { engineTest, filesHolding, listening, PASSPHRASE, PULUMI_BIN } from "../test/testbed.ts";
import { createRunRecords } from "./runs/run-records.ts";

let bed: CloudBed;
beforeAll(async () => {
  if (PULUMI_BIN !== undefined) bed = await openClouds();
});
afterAll(() => bed?.close());

engineTest("a server is built once, kept by a second up, and destroyed without a trace", async () => {
  const { engine, home } = bed;
  const tenant = bed.newTenant();
  const hooks = listening();
  const up = await engine.run(tenant.request("up"), hooks);
  expect(await tenant.held()).toEqual(["server", "ssh_key"]);
  expect(up.secrets).toEqual(["password"]);
  expect(await filesHolding(home, String(up.outputs.password))).toEqual([]);
  expect(JSON.stringify(hooks.events)).not.toContain(String(up.outputs.password));

  expect((await engine.run(tenant.request("up"), listening())).changes).toEqual({ same: 5 });

  await engine.run(tenant.request("destroy"), listening());
  await engine.removeStack({ program: "server", stack: tenant.id }, PASSPHRASE);
  expect(await tenant.held()).toEqual([]);
});

engineTest("a server whose order was answered into the void is removed by the recovery", async () => {
  const tenant = bed.newTenant();
  await bed.fault({ cloud: "hetzner", method: "POST", path: "/servers$", kind: "reset-after", always: true });
  await expect(bed.engine.run(tenant.request("up"), listening())).rejects.toMatchObject({
    code: "cloud_unreachable",
    message: expect.stringContaining("server (hcloud:index/server:Server)"),
  });
  await bed.clearFaults();
  expect(await tenant.held()).toEqual(["server", "ssh_key"]);

  const report = await tenant.recover("create");

  expect(namesOf(report.removed)).toEqual([`server fh-${tenant.id}-server`]);
  expect(await tenant.held()).toEqual(["ssh_key"]);
});

engineTest("a destroy that leaves something of the tenant behind says what, and the recovery removes it", async () => {
  const tenant = bed.newTenant();
  await bed.engine.run(tenant.request("up"), listening());
  await tenant.orderKeyUnseen();
  const unseen = `ssh_key unseen-${tenant.id}`;

  await expect(bed.engine.run(tenant.request("destroy"), listening())).rejects.toMatchObject({
    code: "leftovers_found",
    message: expect.stringContaining(unseen),
  });

  expect(await tenant.recover("update")).toMatchObject({ removed: [], unowned: [{ name: `unseen-${tenant.id}` }] });
  expect(await tenant.held()).toEqual(["ssh_key"]);
  expect(namesOf((await tenant.recover("destroy")).removed)).toEqual([unseen]);
  expect(await tenant.held()).toEqual([]);
});

engineTest("what was forgotten is not asked for any more and recreated, the rest of the stack stays", async () => {
  const { engine } = bed;
  const tenant = bed.newTenant();
  const target = { program: "server", stack: tenant.id, passphrase: PASSPHRASE };
  const first = await engine.run(tenant.request("up", true), listening());

  const forgotten = await engine.forget({ ...target, types: ["hcloud:", "pulumi:providers:hcloud"] });
  expect(forgotten.map((urn) => urn.split("::").at(-1)).sort()).toEqual(["hetzner", "key", "server"]);
  // As after the loss of the machine: what the cloud still holds is nobody's.
  await tenant.recover("create");
  expect(await tenant.held()).toEqual([]);

  const again = await engine.run(tenant.request("up"), listening());

  expect(again.outputs.password).toBe(first.outputs.password);
  expect(again.outputs.serverId).not.toBe(first.outputs.serverId);
  expect(await tenant.held()).toEqual(["server", "ssh_key"]);
  expect(await engine.forget({ ...target, stack: "never", types: ["hcloud:"] })).toEqual([]);
  await engine.run(tenant.request("destroy"), listening());
});

engineTest(
  "a protected server falls only when its protection is taken away, which is reported first, and its stack is kept until then",
  async () => {
    const { engine } = bed;
    const tenant = bed.newTenant();
    const target = { program: "server", stack: tenant.id };
    await engine.run(tenant.request("up", true), listening());

    for (const protect of [true, false]) {
      const hooks = listening();
      const refused = engine.run(tenant.request("destroy", protect), hooks);
      await expect(refused).rejects.toMatchObject({
        code: "stack_protected",
        message: expect.stringContaining("server"),
      });
      expect(hooks.events).toEqual([]);
    }
    await expect(engine.removeStack(target, PASSPHRASE)).rejects.toMatchObject({ code: "leftovers_found" });
    expect(await engine.stackExists(target)).toBe(true);
    expect(await tenant.held()).toEqual(["server", "ssh_key"]);

    const reported: string[] = [];
    await expect(
      engine.unprotect(target, PASSPHRASE, async () => {
        throw new Error("it cannot be recorded");
      }),
    ).rejects.toThrow("it cannot be recorded");
    await expect(engine.run(tenant.request("destroy"), listening())).rejects.toMatchObject({ code: "stack_protected" });
    await engine.unprotect(target, PASSPHRASE, async (resources) => {
      reported.push(...resources.map(({ name }) => name));
    });
    expect(reported).toEqual(["server"]);
    await engine.run(tenant.request("destroy", false), listening());
    expect(await tenant.held()).toEqual([]);
  },
);

const REFUSALS = [
  { status: 403, vendor: "resource_limit_exceeded", code: "cloud_quota_reached" },
  { status: 412, vendor: "resource_unavailable", code: "cloud_capacity" },
  { status: 401, vendor: "unauthorized", code: "cloud_unauthorized" },
];

for (const { status, vendor, code } of REFUSALS) {
  engineTest(`the cloud's ${vendor} becomes ${code}`, async () => {
    const tenant = bed.newTenant();
    await bed.fault({
      cloud: "hetzner",
      method: "POST",
      path: "/servers$",
      kind: "status",
      status,
      code: vendor,
      always: true,
    });

    const run = bed.engine.run(tenant.request("up"), listening()).finally(() => bed.clearFaults());

    await expect(run).rejects.toMatchObject({ code });
  });
}

/** Clouds whose orders take long enough to be interrupted. */
async function withSlowClouds(work: (bed: CloudBed) => Promise<void>): Promise<void> {
  const slow = await openClouds({ actionMs: 1500 });
  await work(slow).finally(() => slow.close());
}

engineTest("killed in mid-create, recovered and built again, a tenant has exactly one server", async () => {
  await withSlowClouds(async ({ engine, home, newTenant, fault, clearFaults }) => {
    const tenant = newTenant();
    // However long the machine takes to get round to it: the order has no answer when the runner dies.
    await fault({ cloud: "hetzner", method: "POST", path: "/servers$", kind: "hold-after" });
    const lost = expect(engine.run(tenant.request("up"), listening())).rejects.toMatchObject({ code: "runner_lost" });
    await until("the server to be ordered", async (see) => see(await tenant.held()).includes("server"));
    const [record] = await createRunRecords(join(home, "runs")).list({ project: "test-server", name: tenant.id });
    process.kill(record?.pid ?? 0, "SIGKILL");
    await lost;
    await clearFaults();
    await expect(engine.run(tenant.request("up"), listening())).rejects.toMatchObject({ code: "stack_locked" });

    const report = await tenant.recover("create");
    expect(report).toMatchObject({
      killed: [],
      unlocked: true,
      clearedPending: [expect.stringContaining("hcloud:index/server:Server::server")],
      removed: [{ type: "server" }],
    });

    const up = await engine.run(tenant.request("up"), listening());
    expect(await tenant.held()).toEqual(["server", "ssh_key"]);
    expect(up.outputs.serverId).not.toBe(report.removed[0]?.id);
  });
});

engineTest("a cancelled create stores the server that was under way, so that a destroy finds it", async () => {
  await withSlowClouds(async ({ engine, newTenant }) => {
    const tenant = newTenant();
    const stop = new AbortController();
    const run = engine.run(tenant.request("up"), listening(stop.signal));
    const cancelled = expect(run).rejects.toMatchObject({ code: "cancelled" });
    await until("the server to be ordered", async (see) => see(await tenant.held()).includes("server"));

    stop.abort();
    await cancelled;

    const nothing = { killed: [], unlocked: false, clearedPending: [], removed: [], unowned: [] };
    expect(await tenant.recover("create")).toEqual(nothing);
    expect(await tenant.held()).toEqual(["server", "ssh_key"]);
    await engine.run(tenant.request("destroy"), listening());
    expect(await tenant.held()).toEqual([]);
  });
});
