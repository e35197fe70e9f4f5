import type { Operation } from "@freehold/model";
import { until } from "@freehold/testing";
import { describe, expect, test } from "@jest/globals";
import { ONE_TENANT } from "../one-tenant.ts";
import type { ServiceInUse } from "../use-service.ts";

export function outage(world: ServiceInUse): void {
  describe("clouds that are away", () => {
    const operationOf = async (id: string) =>
      (await world.service.request<Operation>("GET", `/v1/operations/${id}`)).body;
    const ofTenants = async () =>
      (await world.sandbox.inventory()).filter(({ labels }) => labels["freehold-scope"] !== "account");
    const servers = async () => (await ofTenants()).filter(({ type }) => type === "server");
    const goAway = async () => {
      for (const cloud of ["hetzner", "cloudflare"])
        await world.sandbox.fault({ cloud, kind: "status", status: 503, always: true });
    };
    /** Waits for so many further tries, for as long as the operation has not ended. */
    const untilTried = (id: string, times: number) =>
      until(
        `${times} tries`,
        async () => {
          const { retries, status, failure } = await operationOf(id);
          if (failure !== null) throw new Error(`it ended as ${status}: ${JSON.stringify({ failure, retries })}`);
          return retries.length >= times;
        },
        300,
      );
    const comeBack = () => fetch(`${world.sandbox.control.endpoint}/faults`, { method: "DELETE" });

    test("in mid-create and in mid-destroy are waited for, try by try, and nothing is doubled or left", async () => {
      await world.sandbox.fault({ cloud: "hetzner", method: "POST", path: "/servers$", kind: "hold-after" });
      const { operation } = await world.service.signUp("patient");
      await until("the server to exist", async () => (await servers()).length === 1);
      await goAway();
      await world.sandbox.unhold("break");
      await untilTried(operation.id, 3);
      await comeBack();
      expect(await world.service.ended(operation.id)).toMatchObject({ status: "succeeded", failure: null });
      expect((await ofTenants()).map(({ type }) => type).sort()).toEqual(ONE_TENANT);

      await goAway();
      const destroy = await world.service.request<{ operation: Operation }>("DELETE", "/v1/tenants/patient");
      const { id } = destroy.body.operation;
      await untilTried(id, 2);
      await comeBack();
      expect(await world.service.ended(id)).toMatchObject({ status: "succeeded", failure: null });
      expect(await ofTenants()).toEqual([]);
    });
  });
}
