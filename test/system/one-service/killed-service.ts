import type { Tenant } from "@freehold/model";
import { until } from "@freehold/testing";
import { describe, expect, test } from "@jest/globals";
import { ONE_TENANT } from "../one-tenant.ts";
import type { ServiceInUse } from "../use-service.ts";

/** What one tenant is at the clouds; Hetzner makes the two addresses with the server, and takes them away with it. */

export function killedInCreate(world: ServiceInUse): void {
  describe("a service that is killed in mid-create", () => {
    const servers = async () => (await world.sandbox.inventory()).filter(({ type }) => type === "server");

    test("after a new start the same operation ends with one server and one record, and the destroy leaves nothing", async () => {
      // The answer to the order waits: the server exists while the engine does not know it.
      await world.sandbox.fault({ cloud: "hetzner", method: "POST", path: "/servers$", kind: "hold-after" });
      const { tenant, operation } = await world.service.signUp("phoenix");
      await until("the server to exist", async () => (await servers()).length === 1);

      await world.service.child.end("SIGKILL");
      await world.sandbox.unhold("break");
      await world.startAgain();
      const ended = await world.service.ended(operation.id);

      expect(ended).toMatchObject({
        id: operation.id,
        kind: "create",
        status: "succeeded",
        percent: 100,
        failure: null,
      });
      const items = (await world.sandbox.inventory()).filter(({ labels }) => labels["freehold-scope"] !== "account");
      expect(items.map(({ type }) => type).sort()).toEqual(ONE_TENANT);
      expect((await world.service.request<Tenant>("GET", "/v1/tenants/phoenix")).body).toMatchObject({
        id: tenant.id,
        status: "active",
      });

      expect(await world.service.destroy("phoenix")).toMatchObject({ status: "succeeded" });
      expect((await world.sandbox.inventory()).filter(({ labels }) => labels["freehold-scope"] !== "account")).toEqual(
        [],
      );
    });
  });
}

// What an account's tenants share is built before its first tenant, by that one's operation.
export function killedInAccount(world: ServiceInUse): void {
  describe("a service that is killed while it builds what tenants share", () => {
    test("after a new start the first tenant becomes active, with each firewall once", async () => {
      await world.sandbox.fault({ cloud: "hetzner", method: "POST", path: "/firewalls$", kind: "hold-after" });
      const { operation } = await world.service.signUp("first");
      await until("the order of a firewall", async () => (await world.sandbox.held()).length > 0);

      await world.service.child.end("SIGKILL");
      await world.sandbox.unhold("break");
      await world.startAgain();

      expect(await world.service.ended(operation.id)).toMatchObject({ status: "succeeded", failure: null });
      const firewalls = (await world.sandbox.inventory()).filter(({ type }) => type === "firewall");
      const names = firewalls.map(({ name }) => name);
      expect(names).toEqual([...new Set(names)]);
      expect(names).toContain("fh-profile-web");
      expect(await world.service.destroy("first")).toMatchObject({ status: "succeeded", failure: null });
    });
  });
}
