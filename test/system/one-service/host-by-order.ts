import type { Host, Operation, StackOutputs, Tenant } from "@freehold/model";
import { until } from "@freehold/testing";
import { describe, expect, test } from "@jest/globals";
import type { ServiceInUse } from "../use-service.ts";

/** What one host is at the cloud; Hetzner makes the two addresses with the server, and takes them away with it. */
const ONE_HOST = ["primary_ip", "primary_ip", "server", "ssh_key"];

export function hostByOrder(world: ServiceInUse): void {
  describe("a shared host that the service orders", () => {
    /** What is at the clouds beside what an account's tenants share. */
    async function left(): Promise<string[]> {
      const items = await world.sandbox.inventory();
      return items
        .filter(({ labels }) => labels["freehold-scope"] !== "account")
        .map(({ type }) => type)
        .sort();
    }

    async function order(name: string) {
      const body = { name, cloud: "hetzner", region: "fsn1", order: { size: "large" }, limitStorage: false };
      const { status, body: accepted } = await world.service.request<Accepted>("POST", "/v1/hosts", body);
      expect(status).toBe(202);
      return accepted;
    }

    test("is built once although the service is killed meanwhile, takes tenants by name, and is destroyed when they are gone", async () => {
      await world.sandbox.fault({ cloud: "hetzner", method: "POST", path: "/servers$", kind: "hold-after" });
      const { host, operation } = await order("built");
      expect(host).toMatchObject({ status: "building", address: null, order: { size: "large", failure: null } });
      expect(operation).toMatchObject({ kind: "create", tenantId: null, hostId: host.id });
      await until("the server to exist", async () => (await left()).includes("server"));

      await world.service.child.end("SIGKILL");
      await world.sandbox.unhold("break");
      await world.startAgain();
      expect(await world.service.ended(operation.id)).toMatchObject({
        status: "succeeded",
        percent: 100,
        failure: null,
      });

      const { body: ready } = await world.service.request<Host>("GET", "/v1/hosts/built");
      expect(ready).toMatchObject({
        ...{ id: host.id, status: "ready", edge: true, capacity: { slots: 3 }, used: { slots: 0 } },
        order: { size: "large", costPerMonth: { currency: "EUR" }, failure: null },
      });
      expect(await left()).toEqual(ONE_HOST);

      const placement = { cloud: "hetzner", region: "fsn1", size: "small", mode: "shared" };
      const signup = { name: "acme", template: "supabase", placement };
      const { body: signed } = await world.service.request<{ operation: Operation }>("POST", "/v1/tenants", signup);
      expect(await world.service.ended(signed.operation.id)).toMatchObject({ status: "succeeded", failure: null });
      const { body: outputs } = await world.service.request<StackOutputs>("GET", "/v1/tenants/acme/outputs");
      const name = `acme.${world.sandbox.cloudflare.zone}`;
      expect(outputs.url).toBe(`https://${name}`);
      expect(outputs.dns).toEqual([{ name, type: "A", value: ready.address }]);

      expect(await world.service.request("DELETE", "/v1/hosts/built")).toMatchObject({
        status: 409,
        body: { code: "host_in_use" },
      });
      const gone = await world.service.request<{ operation: Operation }>("DELETE", "/v1/tenants/acme");
      expect(await world.service.ended(gone.body.operation.id)).toMatchObject({ status: "succeeded" });

      const removed = await world.service.request<Accepted>("DELETE", "/v1/hosts/built");
      expect(removed).toMatchObject({ status: 202, body: { host: { status: "destroying" } } });
      expect(await world.service.ended(removed.body.operation.id)).toMatchObject({
        status: "succeeded",
        failure: null,
      });
      expect((await world.service.request("GET", "/v1/hosts/built")).status).toBe(404);
      expect(await left()).toEqual([]);
    });

    test("that a cloud has no machine for fails with code, reason and next step, and leaves nothing", async () => {
      await world.sandbox.fault({ cloud: "hetzner", method: "POST", path: "/servers", kind: "resource-unavailable" });

      const { operation } = await order("refused");

      expect(await world.service.ended(operation.id)).toMatchObject({
        status: "failed",
        failure: { code: "cloud_capacity", nextStep: expect.stringContaining("another region or size") },
      });
      expect((await world.service.request<Host>("GET", "/v1/hosts/refused")).body).toMatchObject({
        status: "failed",
        order: { failure: { code: "cloud_capacity" } },
      });
      expect(await left()).toEqual([]);
      const removed = await world.service.request<Accepted>("DELETE", "/v1/hosts/refused");
      expect(await world.service.ended(removed.body.operation.id)).toMatchObject({ status: "succeeded" });
      expect(
        (await world.service.request<{ items: Host[] }>("GET", "/v1/hosts")).body.items.map(({ name }) => name),
      ).not.toContain("refused");
      expect((await world.service.request<Tenant>("GET", `/v1/operations/${operation.id}`)).status).toBe(200);
    });
  });
}

interface Accepted {
  host: Host;
  operation: Operation;
}
