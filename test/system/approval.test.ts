import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createClient, type FreeholdClient } from "@freehold/client";
import type { Approval, DomainChange, Operation } from "@freehold/model";
import { readConfig, type Service, startService } from "@freehold/service";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { engineReason, pulumiBin, withEngine } from "./engine-binary.ts";

withEngine(`a machine that an update would replace${engineReason}`, () => {
  let home: string;
  let service: Service;
  let client: FreeholdClient;

  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), "freehold-home-"));
    const config = readConfig({
      FREEHOLD_HOME: home,
      FREEHOLD_PULUMI_BIN: pulumiBin ?? "",
      FREEHOLD_DRAIN_SEC: "0",
      PORT: "0",
      LOG_LEVEL: "fatal",
    });
    service = await startService(config);
    client = createClient({ baseUrl: service.url, apiKey: service.adminKey });
  });

  afterAll(async () => {
    await service.close();
    await rm(home, { recursive: true });
  });

  test("stays until somebody approves, is replaced once then, and what took its place is protected", async () => {
    const placement = { cloud: "hetzner", region: "fsn1", size: "small" } as const;
    const signup = await client.createTenant({ name: "acme", template: "supabase", placement });
    expect(await client.waitForOperation(signup.operation.id)).toMatchObject({ status: "succeeded", plan: null });
    const [first] = await servers();
    // No route moves a machine yet; the stack's settings are the tenant's row.
    await service.db.em().execute("update tenants set region = 'nbg1' where id = ?", [signup.tenant.id]);

    const refused = await anUpdate(signup.tenant.id);

    expect(refused).toMatchObject({ status: "failed", failure: { code: "approval_required" } });
    expect(refused.plan?.needsApproval).toMatchObject([{ type: "hcloud:index/server:Server", op: "replace" }]);
    expect(await servers()).toEqual([first]);

    const { approval, token } = await call<{ approval: Approval; token: string }>(
      "POST",
      `/v1/operations/${refused.id}/approvals`,
      { reason: "moves to Nuremberg" },
    );
    const accepted = await call<{ operation: Operation }>("POST", `/v1/approvals/${approval.id}/apply`, { token });
    const applied = await client.waitForOperation(accepted.operation.id);

    expect(applied).toMatchObject({ status: "succeeded", failure: null });
    const [second, ...more] = await servers();
    expect(more).toEqual([]);
    expect(second?.id).not.toBe(first?.id);
    expect(await anUpdate(signup.tenant.id)).toMatchObject({ status: "succeeded", plan: { changes: [] } });

    const { operation } = await client.deleteTenant("acme");
    expect(await client.waitForOperation(operation.id)).toMatchObject({ status: "succeeded" });
    expect(await servers()).toEqual([]);
  }, 240_000);

  async function servers(): Promise<{ id: string; type: string }[]> {
    const response = await fetch(`${service.sandbox?.control.endpoint}/inventory`);
    const { items } = (await response.json()) as { items: { id: string; type: string }[] };
    return items.filter(({ type }) => type === "server");
  }

  /** Taking a domain of the customer's back is a change that every tenant can have. */
  async function anUpdate(tenantId: string): Promise<Operation> {
    const domain = "www.acme.example";
    await call("POST", `/v1/tenants/${tenantId}/domains`, { domain });
    await service.db.em().execute("update tenants set domain = ? where id = ?", [domain, tenantId]);
    const { operation } = await call<DomainChange>("DELETE", `/v1/tenants/${tenantId}/domains/${domain}`);
    return client.waitForOperation(operation?.id ?? "");
  }

  async function call<Body>(method: string, url: string, body?: unknown): Promise<Body> {
    const response = await fetch(`${service.url}${url}`, {
      method,
      headers: { Authorization: `Bearer ${service.adminKey}`, "Content-Type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    expect(response.ok).toBe(true);
    return (await response.json()) as Body;
  }
});
