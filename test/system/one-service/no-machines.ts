import type { Operation, Tenant } from "@freehold/model";
import { until } from "@freehold/testing";
import { afterEach, describe, expect, test } from "@jest/globals";
import { ONE_TENANT } from "../one-tenant.ts";
import type { ServiceInUse } from "../use-service.ts";

interface Accepted {
  tenant: Tenant;
  operation: Operation;
}

/** What one tenant is at the clouds; Hetzner makes the two addresses with the server, and takes them away with it. */

export function noMachines(world: ServiceInUse): void {
  describe("a cloud without machines", () => {
    afterEach(clearFaults);

    const soldOut = (how: { times: number } | { always: true }) =>
      world.sandbox.fault({
        cloud: "hetzner",
        method: "POST",
        path: "/servers$",
        kind: "resource-unavailable",
        ...how,
      });
    const tenant = async (name: string) => (await world.service.request<Tenant>("GET", `/v1/tenants/${name}`)).body;
    const itemsOfTenants = async () =>
      (await world.sandbox.inventory()).filter(({ labels }) => labels["freehold-scope"] !== "account");

    async function clearFaults(): Promise<void> {
      await fetch(`${world.sandbox.control.endpoint}/faults`, { method: "DELETE" });
    }

    async function signUp(name: string, fallback: string): Promise<Accepted> {
      const placement = { cloud: "hetzner", region: "fsn1", size: "small", fallback };
      const { status, body } = await world.service.request<Accepted>("POST", "/v1/tenants", {
        name,
        template: "supabase",
        placement,
      });
      if (status !== 202) throw new Error(`the signup was refused: ${JSON.stringify(body)}`);
      return body;
    }

    async function destroy(name: string): Promise<void> {
      expect(await world.service.destroy(name)).toMatchObject({ status: "succeeded" });
      expect(await itemsOfTenants()).toEqual([]);
    }

    test("when the first region has none the tenant is built in the next, with exactly one server", async () => {
      await soldOut({ times: 1 });

      const { operation } = await signUp("nomad", "region");
      const ended = await world.service.ended(operation.id);

      expect(ended).toMatchObject({ status: "succeeded", failure: null });
      expect(await tenant("nomad")).toMatchObject({
        status: "active",
        placement: { region: "nbg1", machineType: "cx23" },
        requested: { region: "fsn1", fallback: "region" },
      });
      expect((await itemsOfTenants()).map(({ type }) => type).sort()).toEqual(ONE_TENANT);
      await destroy("nomad");
    });

    test("when no place has one the tenant waits, over a restart too, and is built when there is one", async () => {
      await soldOut({ always: true });

      const { operation } = await signUp("patient", "none");
      const waiting = await until("the tenant to wait", async () => {
        const now = await tenant("patient");
        return now.status === "waiting_for_capacity" ? now : undefined;
      });
      const whileWaiting = await itemsOfTenants();
      await world.service.child.end("SIGKILL");
      await world.startAgain();
      await clearFaults();
      const ended = await world.service.ended(operation.id);

      expect(waiting.waiting).toMatchObject({
        code: "cloud_capacity",
        reason: expect.stringContaining("resource_unavailable"),
        tried: [{ machineType: "cx23" }, { machineType: "cpx22" }],
      });
      expect(whileWaiting).toEqual([]);
      expect(ended).toMatchObject({ id: operation.id, status: "succeeded", waiting: null });
      expect(await tenant("patient")).toMatchObject({
        status: "active",
        placement: { region: "fsn1", machineType: "cx23" },
      });
      expect((await itemsOfTenants()).map(({ type }) => type).sort()).toEqual(ONE_TENANT);
      await destroy("patient");
    });
  });
}
