import { readdir, rm } from "node:fs/promises";
import path from "node:path";
import type { Accepted } from "@freehold/client";
import { type Approval, type DomainChange, type Operation, tenantComment } from "@freehold/model";
import { until } from "@freehold/testing";
import { beforeAll, expect, test } from "@jest/globals";
import { runnersOf, signal } from "./crash/processes.ts";
import { engineReason, withEngine } from "./engine-binary.ts";
import { useOwnService } from "./use-own-service.ts";

interface Item {
  id: string;
  type: string;
  name: string;
}

withEngine(`what the clouds hold and the state does not know${engineReason}`, () => {
  const world = useOwnService({
    FREEHOLD_POLICY_APPROVAL: "one-person",
    FREEHOLD_SWEEP_SEC: "2",
    FREEHOLD_SWEEP_PERCENT: "100",
  });
  let tenantId: string;
  let otherId: string;
  let zone: string;

  beforeAll(async () => {
    const placement = { cloud: "hetzner", region: "fsn1", size: "small" } as const;
    const [acme, beta] = await Promise.all(
      ["acme", "beta"].map((name) => world.client.createTenant({ name, template: "supabase", placement })),
    );
    for (const signup of [acme, beta])
      expect(await world.client.waitForOperation(signup?.operation.id ?? "")).toMatchObject({ status: "succeeded" });
    tenantId = acme?.tenant.id ?? "";
    otherId = beta?.tenant.id ?? "";
    zone = world.service.sandbox?.cloudflare.zone ?? "";
  });

  test("is adopted when the runner of an update dies before the answer comes: one record each, the same machine", async () => {
    const servers = await items("server");
    await giveDomain(`shop.${zone}`, otherId);
    await control("POST", "/faults", {
      cloud: "cloudflare",
      method: "POST",
      path: "/dns_records$",
      kind: "hold-after",
    });
    const { operation } = await world.client.rebuildState("beta");
    const ordered = await until("a record without an answer", async () => {
      const found = (await items("dns_record")).filter(({ name }) => name === `shop.${zone}`);
      return found.length === 2 ? found : undefined;
    });

    await killRunner();

    expect(await world.client.waitForOperation(operation.id)).toMatchObject({ status: "succeeded", failure: null });
    expect((await items("dns_record")).filter(({ name }) => name === `shop.${zone}`)).toEqual(ordered);
    expect(await items("server")).toEqual(servers);
    const ids = ordered.map(({ id }) => id).join("|");
    expect(await logOf(operation.id)).toContainEqual(
      expect.stringMatching(`adopted what was there already: dns_record .*(${ids})`),
    );
    expect(await world.client.getTenant("beta")).toMatchObject({ status: "active", failure: null });
  });

  test("is adopted when the replacement of a machine dies so: one machine, the one that was ordered", async () => {
    const before = await items("server");
    // No route moves a machine yet; the stack's settings are the tenant's row.
    await world.service.db.em().execute("update tenants set region = 'nbg1' where id = ?", [tenantId]);
    const refused = await anUpdate();
    expect(refused).toMatchObject({ failure: { code: "approval_required" } });
    const reason = { reason: "moves to Nuremberg" };
    const given = await call<{ approval: Approval; token: string }>(
      "POST",
      `/v1/operations/${refused.id}/approvals`,
      reason,
    );
    await control("POST", "/faults", { cloud: "hetzner", method: "POST", path: "/servers$", kind: "hold-after" });
    const { operation } = await call<Accepted>("POST", `/v1/approvals/${given.approval.id}/apply`, {
      token: given.token,
    });
    const ordered = await until("a machine without an answer", async () =>
      (await items("server")).find(({ id }) => before.every((server) => server.id !== id)),
    );

    await killRunner();

    expect(await world.client.waitForOperation(operation.id)).toMatchObject({ status: "succeeded", failure: null });
    expect(await items("server")).toHaveLength(2);
    expect(await items("server")).toContainEqual(ordered);
    expect((await world.client.getOutputs("acme")).machine.id).toBe(ordered.id);
  });

  test("becomes a new state when the state is lost, and nothing is replaced", async () => {
    const before = { items: await items(), outputs: await world.client.getOutputs("acme", { reveal: true }) };
    const stacks = path.join(world.home, "engine/state/.pulumi/stacks/freehold-tenant");
    const own = (await readdir(stacks)).filter((file) => file.startsWith(tenantId));
    for (const file of own) await rm(path.join(stacks, file));

    const refused = await anUpdate();
    expect(refused).toMatchObject({ status: "failed", failure: { code: "state_lost" } });
    expect(await items()).toEqual(before.items);
    const { operation } = await world.client.rebuildState("acme");

    const rebuilt = await world.client.waitForOperation(operation.id);
    expect(rebuilt).toMatchObject({ status: "succeeded", failure: null });
    const planned = rebuilt.plan?.changes.map(({ op, type }) => `${op} ${type}`);
    expect([...new Set(planned)]).toEqual(["create command:remote:Command"]);
    expect(await items()).toEqual(before.items);
    expect(await world.client.getOutputs("acme", { reveal: true })).toEqual(before.outputs);
    expect(await anUpdate()).toMatchObject({ status: "succeeded", plan: { changes: [] } });
  });

  test("is adopted as an orphan when the tenant's stack makes such a thing, and refused when it makes none", async () => {
    const [wanted, other] = [`new.${zone}`, `other.${zone}`];
    const { machine } = await world.client.getOutputs("acme");
    for (const name of [wanted, other]) await makeRecord(name, machine.ipv4);
    const orphans = await until("two orphans", async () => {
      const found = await world.client.listOrphans();
      return found.length === 2 && found;
    });
    const orphanNamed = (name: string) => orphans.find((orphan) => orphan.name === name)?.id ?? "";
    await giveDomain(wanted);

    const adopted = await world.client.adoptOrphan(orphanNamed(wanted));
    expect(await world.client.waitForOperation(adopted.operation.id)).toMatchObject({
      status: "succeeded",
      failure: null,
    });
    expect(await world.client.getOrphan(orphanNamed(wanted))).toMatchObject({ status: "adopted", failure: null });
    expect((await items("dns_record")).filter(({ name }) => name === wanted)).toHaveLength(2);

    const refused = await world.client.adoptOrphan(orphanNamed(other));
    expect(await world.client.waitForOperation(refused.operation.id)).toMatchObject({
      failure: { code: "not_adoptable" },
    });
    expect(await world.client.getOrphan(orphanNamed(other))).toMatchObject({ status: "quarantined" });
    expect(await world.client.getTenant("acme")).toMatchObject({ status: "active" });

    const { operation } = await world.client.deleteTenant("acme");
    expect(await world.client.waitForOperation(operation.id)).toMatchObject({ status: "succeeded" });
    await makeRecord(`late.${zone}`, machine.ipv4);
    const late = await until("an orphan of nobody", async () =>
      (await world.client.listOrphans()).find(({ name }) => name === `late.${zone}`),
    );
    await expect(world.client.adoptOrphan(late.id)).rejects.toMatchObject({ code: "not_adoptable" });
  });

  /** What the clouds hold, by its id. */
  async function items(type?: string): Promise<Item[]> {
    const { items: all } = await control<{ items: Item[] }>("GET", "/inventory");
    const found = all.filter((item) => type === undefined || item.type === type);
    return found.map(({ id, type: of, name }) => ({ id, type: of, name })).sort((a, b) => a.id.localeCompare(b.id));
  }

  /** The domain is in our own zone: the tenant's stack makes its records. */
  async function giveDomain(domain: string, id = tenantId): Promise<void> {
    await world.service.db.em().execute("update tenants set domain = ? where id = ?", [domain, id]);
  }

  async function killRunner(): Promise<void> {
    for (const { group } of runnersOf(process.pid)) signal(-group, "SIGKILL");
    await control("DELETE", "/faults");
    await control("POST", "/held/break");
  }

  /** Taking a domain of the customer's back is a change that every tenant can have. */
  async function anUpdate(): Promise<Operation> {
    const domain = "www.acme.example";
    await call("POST", `/v1/tenants/${tenantId}/domains`, { domain });
    await giveDomain(domain);
    const { operation } = await call<DomainChange>("DELETE", `/v1/tenants/${tenantId}/domains/${domain}`);
    return world.client.waitForOperation(operation?.id ?? "");
  }

  /** Behind our back, with the labels of our tenant. */
  async function makeRecord(name: string, content: string): Promise<void> {
    const { endpoint = "", token = "", zoneId = "" } = world.service.sandbox?.cloudflare ?? {};
    const comment = tenantComment({ tenantId, organization: "org1", operation: "op0" });
    await send(`${endpoint}/zones/${zoneId}/dns_records`, "POST", token, {
      name,
      type: "A",
      content,
      ttl: 300,
      comment,
    });
  }

  async function logOf(operationId: string): Promise<string[]> {
    const rows = await world.service.db
      .em()
      .execute<{ payload: { message?: string } }[]>("select payload from operation_events where operation_id = ?", [
        operationId,
      ]);
    return rows.flatMap(({ payload }) => payload.message ?? []);
  }

  const call = <Body>(method: string, at: string, body?: unknown) =>
    send<Body>(`${world.service.url}${at}`, method, world.service.adminKey, body);
  const control = <Body>(method: string, at: string, body?: unknown) =>
    send<Body>(`${world.service.sandbox?.control.endpoint}${at}`, method, "", body);

  async function send<Body>(url: string, method: string, key: string, body?: unknown): Promise<Body> {
    const answer = await fetch(url, {
      method,
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${url}: ${await answer.text()}`);
    return (await answer.json().catch(() => undefined)) as Body;
  }
});
