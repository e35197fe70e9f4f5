import type { Approval, DomainChange, Operation } from "@freehold/model";
import { expect, test } from "@jest/globals";
import { engineReason, withEngine } from "./engine-binary.ts";
import { useOwnService } from "./use-own-service.ts";

withEngine(`a machine that an update would replace${engineReason}`, () => {
  const world = useOwnService({ FREEHOLD_POLICY_APPROVAL: "one-person" });

  test("stays until somebody approves, is replaced once then, and what took its place is protected", async () => {
    const placement = { cloud: "hetzner", region: "fsn1", size: "small" } as const;
    const signup = await world.client.createTenant({ name: "acme", template: "supabase", placement });
    expect(await world.client.waitForOperation(signup.operation.id)).toMatchObject({ status: "succeeded", plan: null });
    const [first] = await servers();
    // No route moves a machine yet; the stack's settings are the tenant's row.
    await world.service.db.em().execute("update tenants set region = 'nbg1' where id = ?", [signup.tenant.id]);

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
    const applied = await world.client.waitForOperation(accepted.operation.id);

    expect(applied).toMatchObject({ status: "succeeded", failure: null });
    const [second, ...more] = await servers();
    expect(more).toEqual([]);
    expect(second?.id).not.toBe(first?.id);
    expect(await anUpdate(signup.tenant.id)).toMatchObject({ status: "succeeded", plan: { changes: [] } });

    const { operation } = await world.client.deleteTenant("acme");
    expect(await world.client.waitForOperation(operation.id)).toMatchObject({ status: "succeeded" });
    expect(await servers()).toEqual([]);
  });

  async function servers(): Promise<{ id: string; type: string }[]> {
    const response = await fetch(`${world.service.sandbox?.control.endpoint}/inventory`);
    const { items } = (await response.json()) as { items: { id: string; type: string }[] };
    return items.filter(({ type }) => type === "server");
  }

  /** Taking a domain of the customer's back is a change that every tenant can have. */
  async function anUpdate(tenantId: string): Promise<Operation> {
    const domain = "www.acme.example";
    await call("POST", `/v1/tenants/${tenantId}/domains`, { domain });
    await world.service.db.em().execute("update tenants set domain = ? where id = ?", [domain, tenantId]);
    const { operation } = await call<DomainChange>("DELETE", `/v1/tenants/${tenantId}/domains/${domain}`);
    return world.client.waitForOperation(operation?.id ?? "");
  }

  async function call<Body>(method: string, url: string, body?: unknown): Promise<Body> {
    const response = await fetch(`${world.service.url}${url}`, {
      method,
      headers: { Authorization: `Bearer ${world.service.adminKey}`, "Content-Type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    expect(response.ok).toBe(true);
    return (await response.json()) as Body;
  }
});
