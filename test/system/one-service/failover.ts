import type { Host, HostSlot, Operation, StackOutputs, Tenant } from "@freehold/model";
import { until } from "@freehold/testing";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { type OrderedHost, orderHost } from "../ordered-host.ts";
import type { ServiceInUse } from "../use-service.ts";

export function failover(world: ServiceInUse): void {
  describe("failover", () => {
    // A host is dead after two seconds of silence: too soon for the suites that share the service.
    beforeAll(async () => {
      await world.service.child.end();
      await world.startAgain({
        FREEHOLD_HOST_CHECK_SEC: "1",
        FREEHOLD_HOST_CHECK_TIMEOUT_SEC: "5",
        FREEHOLD_HOST_CHECKS: "2",
      });
    });

    async function get<Body>(url: string): Promise<Body> {
      return (await world.service.request<Body>("GET", url)).body;
    }

    /** What the tenant's name leads to. */
    async function addressesOf(name: string): Promise<string[]> {
      const { endpoint, token, zone, zoneId } = world.sandbox.cloudflare;
      const answer = await fetch(`${endpoint}/zones/${zoneId}/dns_records?name=${name}.${zone}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      return ((await answer.json()) as { result: { content: string }[] }).result.map(({ content }) => content);
    }

    test("a tenant of a host that dies answers on another one, keeps its keys, and nothing stays behind", async () => {
      const hosts = [
        await orderHost(world.sandbox, world.service, "first"),
        await orderHost(world.sandbox, world.service, "second"),
      ];
      const [first, second] = hosts as [OrderedHost, OrderedHost];
      const placement = { cloud: "hetzner", region: "fsn1", size: "small", mode: "shared" };
      const signup = { name: "acme", template: "notes", placement };
      const { body } = await world.service.request<{ tenant: Tenant; operation: Operation }>(
        "POST",
        "/v1/tenants",
        signup,
      );
      expect(await world.service.ended(body.operation.id)).toMatchObject({ status: "succeeded", failure: null });
      const before = await get<StackOutputs>("/v1/tenants/acme/outputs?reveal=true");
      expect(await addressesOf("acme")).toEqual([first.address]);

      await first.power("off");
      const move = await until("the move", async () => {
        const { items } = await get<{ items: Operation[] }>("/v1/tenants/acme/operations");
        return items.find(({ kind }) => kind === "move");
      });

      expect(await world.service.ended(move.id)).toMatchObject({
        status: "succeeded",
        failure: null,
        notice: expect.stringContaining("it is lost unless there is a backup of it"),
      });
      const after = await get<StackOutputs>("/v1/tenants/acme/outputs?reveal=true");
      expect(await addressesOf("acme")).toEqual([second.address]);
      expect([before.machine.ipv4, after.machine.ipv4]).toEqual([first.address, second.address]);
      expect(after.credentials).toEqual(before.credentials);
      expect(before.credentials.adminPassword).toMatch(/^[A-Za-z0-9]{24}$/);
      expect(await get<Tenant>("/v1/tenants/acme")).toMatchObject({ status: "active", failure: null });
      expect(await get<Host>("/v1/hosts/first")).toMatchObject({ status: "dead", used: { slots: 0 } });

      await first.power("on");
      await until("the first host to be back", async () => (await get<Host>("/v1/hosts/first")).status === "ready");
      expect((await get<{ items: HostSlot[] }>("/v1/hosts/first/slots")).items).toEqual([]);

      // The operator took the template away: what there is of it is in the state.
      await world.service.child.end();
      await world.startAgain({ FREEHOLD_TEMPLATES: "" });
      const destroyed = await world.service.request<{ operation: Operation }>("DELETE", "/v1/tenants/acme");
      expect(await world.service.ended(destroyed.body.operation.id)).toMatchObject({
        status: "succeeded",
        failure: null,
      });
      expect(await addressesOf("acme")).toEqual([]);
      expect((await get<{ items: HostSlot[] }>("/v1/hosts/second/slots")).items).toEqual([]);
      for (const host of hosts) {
        expect((await world.service.request("DELETE", `/v1/hosts/${host.name}`)).status).toBe(200);
        await host.remove();
      }
    });
  });
}
