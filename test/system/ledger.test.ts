import type { Approval, Ledger, Operation, Orphan, Tenant, TenantDrift } from "@freehold/model";
import { until } from "@freehold/testing";
import { expect, test } from "@jest/globals";
import { engineReason, withEngine } from "./engine-binary.ts";
import { useService } from "./use-service.ts";

withEngine(`the ledger${engineReason}`, () => {
  const world = useService({
    FREEHOLD_POLICY_APPROVAL: "one-person",
    FREEHOLD_HEAL: "report",
    FREEHOLD_SWEEP_SEC: "1",
    FREEHOLD_SWEEP_PERCENT: "100",
    // Machines are given what they report with, by the real engine; simulated ones keep it and do not report.
    FREEHOLD_PUBLIC_URL: "http://127.0.0.1:9",
  });
  const restart = async (heal: string): Promise<void> => {
    await world.service.child.end();
    await world.startAgain({ FREEHOLD_HEAL: heal });
  };
  const tenant = async (name: string) => (await world.service.request<Tenant>("GET", `/v1/tenants/${name}`)).body;
  const driftOf = async (name: string) =>
    (await world.service.request<TenantDrift>("GET", `/v1/tenants/${name}/drift`)).body;
  const orphans = async () => (await world.service.request<{ items: Orphan[] }>("GET", "/v1/orphans")).body.items;
  const items = async (type: string, tenantId: string) =>
    (await world.sandbox.inventory()).filter(
      (item) => item.type === type && Object.values(item.labels).some((value) => value.includes(tenantId)),
    );
  const isHealthy = async (name: string) => {
    const { status, conditions } = await tenant(name);
    return status === "active" && conditions.drift?.status === "ok";
  };

  async function atVendor(cloud: "hetzner" | "cloudflare", method: string, where: string, body?: object) {
    const { endpoint, token } = world.sandbox[cloud];
    const answer = await fetch(`${endpoint}${where}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${where}: ${await answer.text()}`);
    return (await answer.json().catch(() => ({}))) as Record<string, { id: number }>;
  }

  async function deleteServer(id: string | undefined): Promise<void> {
    await atVendor("hetzner", "POST", `/servers/${id}/actions/change_protection`, { delete: false, rebuild: false });
    await atVendor("hetzner", "DELETE", `/servers/${id}`);
  }

  test("what is changed behind our back is seen at the next sweep, distinguished by meaning, and only reported", async () => {
    const [acme, beta] = await Promise.all([world.service.signUp("acme"), world.service.signUp("beta")]);
    for (const { operation } of [acme, beta])
      expect(await world.service.ended(operation.id)).toMatchObject({ status: "succeeded" });
    await until("the first sweep", async () => (await isHealthy("acme")) && (await isHealthy("beta")));
    const [server] = await items("server", acme.tenant.id);
    const [other] = await items("server", beta.tenant.id);
    const [record] = await items("dns_record", beta.tenant.id);

    await atVendor("hetzner", "POST", `/servers/${server?.id}/actions/poweroff`);
    await atVendor("hetzner", "PUT", `/servers/${other?.id}`, { name: "renamed" });
    await atVendor("cloudflare", "DELETE", `/zones/${world.sandbox.cloudflare.zoneId}/dns_records/${record?.id}`);
    await until("both to be degraded", async () =>
      [await tenant("acme"), await tenant("beta")].every(({ status }) => status === "degraded"),
    );
    await until("all to be found", async () => (await driftOf("beta")).findings.length === 2);

    expect((await tenant("acme")).failure).toMatchObject({ code: "drift_found" });
    expect((await driftOf("acme")).findings).toMatchObject([
      { type: "server", meaning: "changed", differences: [{ field: "power", expected: "on", found: "off" }] },
    ]);
    const found = (await driftOf("beta")).findings;
    expect(found.map(({ type, meaning }) => `${type} ${meaning}`).sort()).toEqual([
      "dns_record gone",
      "server cosmetic",
    ]);
    const ledger = (await world.service.request<Ledger>("GET", "/v1/ledger")).body;
    expect(ledger).toMatchObject({ brake: { on: false }, tenants: { total: 2, failing: 2 }, heal: "report" });
  });

  test("what nobody has is found with its cost, and removed by one call", async () => {
    const { id: tenantId } = await tenant("acme");
    const labels = { "managed-by": "freehold", "freehold-tenant": tenantId };
    const order = { name: "forgotten", server_type: "cx23", location: "fsn1", image: "debian-12", labels };
    await atVendor("hetzner", "POST", "/servers", order);

    const [orphan] = await until("the orphan", async () => {
      const found = await orphans();
      return found.length > 0 && found;
    });
    expect(orphan).toMatchObject({ status: "seen", kind: "orphan", type: "server", name: "forgotten", tenantId });
    expect(orphan?.cost?.perMonth.amount).toBeGreaterThan(1);
    expect((await world.service.request("DELETE", `/v1/orphans/${orphan?.id}`)).status).toBe(202);
    await until("its end", async () => {
      const { body } = await world.service.request<Orphan>("GET", `/v1/orphans/${orphan?.id}`);
      return body.status === "removed";
    });

    expect((await world.sandbox.inventory()).filter(({ name }) => name === "forgotten")).toEqual([]);
    expect(await items("server", tenantId)).toHaveLength(1);
  });

  test("set to repair, machines are switched on and what is gone is recreated, but not a machine", async () => {
    await restart("repair");
    await until("both to be healthy", async () => (await isHealthy("acme")) && (await isHealthy("beta")), 150);
    const { id } = await tenant("acme");
    expect((await items("server", id))[0]?.name).not.toBe("renamed");

    await deleteServer((await items("server", id))[0]?.id);
    await until("acme to be degraded", async () => (await tenant("acme")).status === "degraded");

    expect((await tenant("acme")).failure?.reason).toContain("is gone");
    const { body } = await world.service.request<{ items: Operation[] }>("GET", "/v1/tenants/acme/operations");
    expect(body.items.map(({ kind, status }) => `${kind} ${status}`)).toEqual(["update succeeded", "create succeeded"]);
  });

  test("a machine that is gone is recreated when a person asks for it and another approves", async () => {
    const { id } = await tenant("acme");
    const ask = async (where: string, body?: object) => {
      const answer = await world.service.request<{ operation: Operation }>("POST", where, body);
      return world.service.ended(answer.body.operation.id);
    };

    const refused = await ask("/v1/tenants/acme/heal");

    expect(refused).toMatchObject({ status: "failed", failure: { code: "approval_required" } });
    expect(refused.plan?.needsApproval).toMatchObject([{ type: "hcloud:index/server:Server", op: "create" }]);
    expect(refused.plan?.findings.filter(({ level }) => level === "deny")).toEqual([]);
    expect(await tenant("acme")).toMatchObject({ status: "degraded", failure: { code: "drift_found" } });
    expect(await items("server", id)).toEqual([]);

    const { body } = await world.service.request<{ approval: Approval; token: string }>(
      "POST",
      `/v1/operations/${refused.id}/approvals`,
      { reason: "somebody deleted it, the customer knows" },
    );
    const applied = await ask(`/v1/approvals/${body.approval.id}/apply`, { token: body.token });

    expect(applied).toMatchObject({ status: "succeeded", failure: null });
    expect(await items("server", id)).toHaveLength(1);
    // The new machine gets the workload, whatever its address is.
    const made = applied.plan?.changes.filter(({ op }) => op === "create").map(({ name }) => name);
    expect(made).toEqual(expect.arrayContaining(["tenant-machine-server", "supabase-apply", "supabase-wait"]));
    await until("acme to be healthy", () => isHealthy("acme"));
  });

  test("a change that is refused leaves a machine as it was: a smaller disk before it is switched off, any other with it on again", async () => {
    const server = async (name: string): Promise<string> => {
      const [found] = await items("server", (await tenant(name)).id);
      return found?.id ?? "";
    };
    const state = async (id: string) => {
      const answer = await atVendor("hetzner", "GET", `/servers/${id}`);
      const { status, server_type } = answer.server as unknown as { status: string; server_type: { name: string } };
      return { status, type: server_type.name };
    };
    const enlarge = async (name: string, withDisk: boolean) => {
      const id = await server(name);
      await atVendor("hetzner", "POST", `/servers/${id}/actions/poweroff`);
      const body = { server_type: "cx33", upgrade_disk: withDisk };
      await atVendor("hetzner", "POST", `/servers/${id}/actions/change_type`, body);
      await until("the larger type to be seen", async () =>
        (await driftOf(name)).findings.some(({ differences }) =>
          differences.every(({ field, found }) => field === "machineType" && found === "cx33"),
        ),
      );
      return id;
    };
    const heal = async (name: string) => {
      const { body } = await world.service.request<{ operation: Operation }>("POST", `/v1/tenants/${name}/heal`);
      return world.service.ended(body.operation.id);
    };
    const [acme, beta] = [await enlarge("acme", true), await enlarge("beta", false)];

    await world.sandbox.fault({ cloud: "hetzner", method: "POST", path: "/poweroff$", kind: "status", status: 403 });
    const smaller = await heal("acme");
    const kept = await state(acme);
    await fetch(`${world.sandbox.control.endpoint}/faults`, { method: "DELETE" });
    const refusal = { kind: "status", status: 422, code: "invalid_server_type", always: true };
    await world.sandbox.fault({ cloud: "hetzner", method: "POST", path: "/change_type$", ...refusal });
    const refused = await heal("beta");
    const runsOn = await state(beta);
    await fetch(`${world.sandbox.control.endpoint}/faults`, { method: "DELETE" });
    const healed = await heal("beta");

    // Nothing was switched off: that would have been refused in other words.
    expect(smaller).toMatchObject({
      status: "failed",
      failure: { code: "disk_cannot_shrink", reason: expect.stringContaining("it has 80 GiB, asked are 40 GiB") },
    });
    expect(kept).toEqual({ status: "running", type: "cx33" });
    expect(refused).toMatchObject({
      status: "failed",
      failure: { reason: expect.stringContaining("invalid_server_type") },
    });
    expect(runsOn).toEqual({ status: "running", type: "cx33" });
    expect(healed).toMatchObject({ status: "succeeded" });
    expect(await state(beta)).toEqual({ status: "running", type: "cx23" });
  });

  test("a server that Dokploy has of a tenant that is gone is found, and removed by one call", async () => {
    const { tenant: gone, operation } = await world.service.signUp("paas");
    await world.service.ended(operation.id);
    const { endpoint, apiKey } = world.sandbox.dokploy;
    const description = `managed-by=freehold freehold-tenant=${gone.id}`;
    const order = {
      description,
      ipAddress: "192.0.2.1",
      port: 22,
      username: "root",
      sshKeyId: null,
      serverType: "deploy",
    };
    const register = (body: object) =>
      fetch(`${endpoint}/server.create`, {
        method: "POST",
        headers: { "x-api-key": apiKey, "content-type": "application/json" },
        body: JSON.stringify({ ...order, ...body }),
      });
    await register({ name: "paas" });
    await register({ name: "by hand", description: "somebody's own" });
    const { body } = await world.service.request<{ operation: Operation }>("DELETE", "/v1/tenants/paas");
    await world.service.ended(body.operation.id);

    const [orphan] = await until("the orphan", async () => {
      const found = (await orphans()).filter(({ cloud }) => cloud === "dokploy");
      return found.length > 0 && found;
    });
    expect(orphan).toMatchObject({
      type: "dokploy_server",
      name: "paas",
      tenantId: gone.id,
      kind: "orphan",
      cost: null,
    });
    expect((await world.service.request("DELETE", `/v1/orphans/${orphan?.id}`)).status).toBe(202);
    await until("its end", async () => {
      const { body: now } = await world.service.request<Orphan>("GET", `/v1/orphans/${orphan?.id}`);
      return now.status === "removed";
    });

    const left = (await world.sandbox.inventory()).filter(({ cloud }) => cloud === "dokploy");
    expect(left.map(({ name }) => name)).toEqual(["by hand"]);
  });

  test("what a forgotten tenant had stays, and is found as nobody's", async () => {
    const { id } = await tenant("beta");
    expect((await world.service.request("POST", "/v1/tenants/beta/forget", {})).status).toBe(400);
    const reason = "the customer has taken the machine over";

    const { body } = await world.service.request<{ operation: Operation }>("POST", "/v1/tenants/beta/forget", {
      reason,
    });
    expect(await world.service.ended(body.operation.id)).toMatchObject({ status: "succeeded" });

    expect(await items("server", id)).toHaveLength(1);
    const found = await until("its orphans", async () => {
      const all = (await orphans()).filter(({ tenantId }) => tenantId === id);
      return all.length === 4 && all;
    });
    expect(found.map(({ type }) => type).sort()).toEqual(["dns_record", "dns_record", "server", "ssh_key"]);
  });
});
